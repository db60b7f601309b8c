import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { connectLake, type Lake, type LakeTable } from '@clickstream/lake';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig } from '../src/demo/inspect';
import type { Workbench } from '../src/workbench';
import { runJson, start } from './apps';
import { rounded } from './drain';

/** How often the catalog is asked; what it adds to the ages is half of this. */
const LOOK_EVERY_MS = 100;
/** How long after the last event was sent all of them must be visible. */
const VISIBLE_WITHIN_MS = 300_000;

/** Seconds from the broker's time of a record until its row was visible here. */
export interface Latency {
  readonly eventsPerSecond: number;
  readonly rows: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Sends events at a rate while all queries stream, and watches the catalog from here until each of them is visible: a row
 * is when its snapshot is. What was sent in the first half of the time warms up and does not count.
 *
 * @throws Error when some are not visible long after the last was sent.
 */
export async function latencyAt(bench: Workbench, rate: number, seconds: number): Promise<Latency> {
  const home = bench.home.root;
  const config = homeConfig(bench);
  const lake = await connectLake(config);
  const { events } = readCompiledContract(findPipeline(bench.workspace, 'clickstream').contractFile).tables;
  const look = (): Promise<LakeTable | undefined> => lake.table(config.lake.namespace, events.name);
  const job = start('job-submitter', ['run', '--local'], home);
  const ended = once(job, 'close');
  try {
    const known = new Set((await look())?.snapshots.keys());
    // Copies come up to ten minutes after their events, and would be all that is sent at the end.
    const dials = ['--clean', '--dial', 'malformed=0.01'];
    const amount = ['--events', `${rate * seconds}`, '--rate', `${rate}`, ...dials];
    const sending = [
      'simulate',
      ...amount,
      '--speed',
      '1',
      '--seed',
      '2',
      '--truth',
      join(home, 'latency-truth'),
    ];
    let sent: Sent | undefined;
    const done = runJson<Sent>('producer', sending, home).then((result) => (sent = result));
    let [visible, deadline] = [0, Infinity];
    const seen = new Map<string, number>();
    while (sent === undefined || visible < sent.truth.fates.curated) {
      const table = await look();
      for (const [id, { summary }] of table?.snapshots ?? []) {
        if (known.has(id) || seen.has(id)) continue;
        seen.set(id, Date.now());
        visible += Number(summary['added-records'] ?? 0);
      }
      // A producer that fails ends the wait.
      await Promise.race([pause(LOOK_EVERY_MS), done.then(() => pause(LOOK_EVERY_MS))]);
      if (sent !== undefined && deadline === Infinity) deadline = Date.now() + VISIBLE_WITHIN_MS;
      if (Date.now() > deadline)
        throw new Error(`${visible} of ${sent?.truth.fates.curated} events became visible`);
    }
    const table = await look();
    if (!table) throw new Error('there is no table of events');
    return { eventsPerSecond: rate, ...(await percentiles(lake, table, seen, seconds)) };
  } finally {
    job.kill('SIGTERM');
    await ended;
    lake.close();
  }
}

/** What `producer simulate --json` prints, as far as it is needed here. */
interface Sent {
  readonly truth: { readonly fates: { readonly curated: number } };
}

/** Of the rows that were sent in the second half of the time. */
async function percentiles(
  lake: Lake,
  table: LakeTable,
  seen: ReadonlyMap<string, number>,
  seconds: number,
): Promise<Omit<Latency, 'eventsPerSecond'>> {
  const folder = mkdtempSync(join(tmpdir(), 'stream-bench-'));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run('CREATE TABLE ages (seconds DOUBLE, sent_ms BIGINT)');
    for (const [id, at] of seen) {
      const snapshot = table.snapshots.get(id);
      if (!snapshot) throw new Error(`snapshot ${id} is gone`);
      for (const [index, file] of (await lake.addedFiles(snapshot)).entries()) {
        const path = join(folder, `${id}-${index}.parquet`);
        await lake.download(file, path);
        await connection.run(
          `INSERT INTO ages SELECT (${at} - epoch_ms(kafka_timestamp)) / 1000, epoch_ms(kafka_timestamp) FROM read_parquet('${path}')`,
        );
      }
    }
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INT AS rows, quantile_cont(seconds, 0.5) AS p50, quantile_cont(seconds, 0.95) AS p95,
        quantile_cont(seconds, 0.99) AS p99
       FROM ages WHERE sent_ms >= (SELECT max(sent_ms) FROM ages) - ${(seconds / 2) * 1000}`,
    );
    const [row] = reader.getRowObjectsJS() as unknown as Omit<Latency, 'eventsPerSecond'>[];
    if (!row?.rows) throw new Error('no event came to the table in time: nothing was measured');
    return { rows: row.rows, p50: rounded(row.p50), p95: rounded(row.p95), p99: rounded(row.p99) };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}
