/**
 * How fast the five queries drain a backlog, beside a plain Spark job with foreachBatch that makes the same tables of the
 * same topic in the same run; and how long a record takes from the broker until another process sees it in `events`.
 * Prints one JSON document. Argument: how many events (default 1,000,000).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { openWorkbench } from '../src/workbench';
import { drainByPlainJob, drainByQueries } from './drain';
import { run, runJson } from './apps';
import { latencyAt } from './latency';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const RATE = 1_000;
const LATENCY_SECONDS = 90;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stream-bench-'));
  const home = join(folder, 'home');
  try {
    await run('platform', ['up'], home);
    await runJson('producer', ['simulate', '--events', `${EVENTS}`, '--seed', '1'], home);
    const bench = openWorkbench(home);
    const queries = await drainByQueries(home);
    const plain = await drainByPlainJob(findWorkspace(), home);
    const latency = await latencyAt(bench, RATE, LATENCY_SECONDS);
    const ratio = Math.round((plain.seconds / queries.seconds) * 100) / 100;
    const report = { events: EVENTS, queries, plain, queriesBesidePlain: ratio, latency };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await run('platform', ['down', '--purge'], home);
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
