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

/** Seconds from the broker's time of a record until its row was visible here. */
export interface Latency {
  readonly eventsPerSecond: number;
  readonly rows: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Sends events at a rate while all queries stream, and watches the catalog from here: a row is visible when its snapshot
 * is. The first half of the time warms up and does not count.
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
    let sending = true;
    const sent = runJson('producer', ['simulate', ...amount, '--speed', '1', '--seed', '2'], home).finally(
      () => (sending = false),
    );
    const seen = new Map<string, number>();
    while (sending) {
      for (const id of (await look())?.snapshots.keys() ?? [])
        if (!known.has(id) && !seen.has(id)) seen.set(id, Date.now());
      await pause(LOOK_EVERY_MS);
    }
    await sent;
    const table = await look();
    if (!table) throw new Error('there is no table of events');
    return { eventsPerSecond: rate, ...(await percentiles(lake, table, late(seen, seconds))) };
  } finally {
    job.kill('SIGTERM');
    await ended;
    lake.close();
  }
}

/** Those of the second half. */
function late(seen: ReadonlyMap<string, number>, seconds: number): [id: string, at: number][] {
  const last = Math.max(...seen.values());
  return [...seen].filter(([, at]) => at >= last - (seconds / 2) * 1000);
}

async function percentiles(
  lake: Lake,
  table: LakeTable,
  seen: readonly [id: string, at: number][],
): Promise<Omit<Latency, 'eventsPerSecond'>> {
  const folder = mkdtempSync(join(tmpdir(), 'stream-bench-'));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run('CREATE TABLE ages (seconds DOUBLE)');
    for (const [id, at] of seen) {
      const snapshot = table.snapshots.get(id);
      if (!snapshot) throw new Error(`snapshot ${id} is gone`);
      for (const [index, file] of (await lake.addedFiles(snapshot)).entries()) {
        const path = join(folder, `${id}-${index}.parquet`);
        await lake.download(file, path);
        await connection.run(
          `INSERT INTO ages SELECT (${at} - epoch_ms(kafka_timestamp)) / 1000 FROM read_parquet('${path}')`,
        );
      }
    }
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INT AS rows, quantile_cont(seconds, 0.5) AS p50, quantile_cont(seconds, 0.95) AS p95,
        quantile_cont(seconds, 0.99) AS p99 FROM ages`,
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
