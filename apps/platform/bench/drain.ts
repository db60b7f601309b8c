import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jobFolder, type JobProgress } from '@clickstream/pipeline';
import { runJson } from './apps';
import type { Status } from '../src/commands/status';

interface Batch {
  readonly at: string;
  readonly event?: string;
  readonly progress: JobProgress['queries'][number];
}

export interface Drained {
  /** From the first batch's start to the last one's end: without the start of Spark. */
  readonly seconds: number;
  readonly rows: Readonly<Record<string, number>>;
}

export interface QueryFigures {
  readonly seconds: number;
  readonly perSecond: number;
  /** Where its time went, in seconds, by Spark's names of the phases. */
  readonly phases: Readonly<Record<string, number>>;
}

/** Drains the topic through all queries, and reads the job's own log for where the time went. */
export async function drainByQueries(
  home: string,
): Promise<Drained & { readonly queries: Record<string, QueryFigures> }> {
  const { queries } = await runJson<JobProgress>('job-submitter', ['run', '--local', '--drain'], home);
  const batches = batchesIn(jobFolder(home, 'clickstream').log);
  const starts = batches.map(({ progress }) => Date.parse(progress.at));
  const ends = batches.map(({ progress }) => Date.parse(progress.at) + progress.duration_ms);
  return {
    seconds: (Math.max(...ends) - Math.min(...starts)) / 1000,
    rows: Object.fromEntries(queries.map((one) => [one.query, one.rows_written])),
    queries: Object.fromEntries(queries.map(({ query }) => [query, figuresOf(batches, query)])),
  };
}

function batchesIn(log: string): Batch[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"at": '))
    .map((line) => JSON.parse(line) as Batch)
    .filter(({ event }) => event === 'batch');
}

function figuresOf(batches: readonly Batch[], query: string): QueryFigures {
  const own = batches.map(({ progress }) => progress).filter((one) => one.query === query);
  const seconds = own.reduce((sum, one) => sum + one.duration_ms, 0) / 1000;
  const rows = own.reduce((sum, one) => sum + one.input_rows, 0);
  const phases: Record<string, number> = {};
  for (const { phases_ms: spent } of own) {
    for (const [phase, ms] of Object.entries(spent)) phases[phase] = (phases[phase] ?? 0) + ms / 1000;
  }
  return { seconds, perSecond: Math.round(rows / seconds), phases };
}

/** The plain job reads the same topic with the same settings, into a namespace of its own. */
export async function drainByPlainJob(workspace: string, home: string): Promise<Drained> {
  const { endpoints } = await runJson<Status>('platform', ['status'], home);
  const { settings, scratch } = jobFolder(home, 'clickstream');
  const jars = join(workspace, '.platform/jars/spark/*');
  const args = [
    ...['--master', 'local[*]', '--driver-memory', '2g'],
    ...['--conf', `spark.driver.extraClassPath=${jars}`, '--conf', 'spark.ui.enabled=false'],
    ...['--conf', 'spark.driver.host=127.0.0.1', '--conf', 'spark.driver.bindAddress=127.0.0.1'],
    ...['--conf', `spark.local.dir=${scratch}`],
    join(workspace, 'spark/platform/bench/plain_job.py'),
    settings,
  ];
  const { stdout } = await promisify(execFile)(join(workspace, '.venv/bin/spark-submit'), args, {
    env: {
      ...process.env,
      PATH: `${join(workspace, '.venv/bin')}:${process.env['PATH']}`,
      PYTHONPATH: join(workspace, 'spark/platform/src'),
      AWS_ACCESS_KEY_ID: endpoints?.s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: endpoints?.s3.secretAccessKey,
      AWS_REGION: endpoints?.s3.region,
    },
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Drained;
}
