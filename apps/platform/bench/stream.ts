/**
 * How fast the five queries drain a backlog, beside a plain Spark job with foreachBatch that makes the same tables of the
 * same topic in the same run; and how long a record takes from the broker until another process sees it in `events`.
 * Prints one JSON document; progress goes to stderr.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { openWorkbench } from '../src/workbench';
import { drainByPlainJob, drainByQueries, type Drained } from './drain';
import { runJson } from './apps';
import { latencyAt } from './latency';

const RATE = 1_000;

interface Options {
  readonly events: number;
  readonly seconds: number;
}

async function bench({ events, seconds }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stream-bench-'));
  const work = openWorkbench(join(folder, 'home'));
  const home = work.home.root;
  try {
    await runJson('platform', ['up'], home);
    const { records } = await runJson<{ records: number }>(
      'producer',
      ['simulate', '--events', `${events}`, '--seed', '1'],
      home,
    );
    const queries = await drainByQueries(work);
    const plain = await drainByPlainJob(work);
    requireSameTables(queries, plain);
    const latency = await latencyAt(work, RATE, seconds);
    const report = {
      records,
      queries: { perSecond: Math.round(records / queries.seconds), ...queries },
      plain: { perSecond: Math.round(records / plain.seconds), ...plain },
      queriesBesidePlain: Math.round((plain.seconds / queries.seconds) * 100) / 100,
      latency,
    };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await runJson('platform', ['down', '--purge'], home);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A run whose tables are wrong has no time. Of an event that comes again in a later batch the job keeps both, having no
 * memory; sessions and minutes are left open by the queries, and closed by the job.
 */
function requireSameTables({ rows: ours }: Drained, { rows: theirs }: Drained): void {
  const differ = ['raw', 'set_aside'].filter((table) => ours[table] !== theirs[table]);
  if (Number(theirs['events']) < Number(ours['events'])) differ.push('events');
  for (const table of differ)
    throw new Error(`${table} has ${ours[table]} rows by the queries, ${theirs[table]} by the plain job`);
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('Use a whole number from 1 on.');
}

void new Command('bench stream')
  .option('--events <count>', 'size of the backlog', positive, 1_000_000)
  .option('--seconds <count>', `how long ${RATE} events a second are sent`, positive, 120)
  .action(bench)
  .parseAsync();
