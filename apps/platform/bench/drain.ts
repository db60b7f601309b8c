import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveS3Keys } from '@clickstream/config';
import { findPipeline, jobFolder, type JobProgress } from '@clickstream/pipeline';
import { homeConfig } from '../src/demo/inspect';
import type { Workbench } from '../src/workbench';
import { measured, start } from './apps';
import type { Taken } from './meter';

interface Batch {
  readonly event?: string;
  readonly progress: JobProgress['queries'][number];
}

export interface Drained extends Taken {
  /** From the start of the first batch to the end of the last one: without the start of Spark. */
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
export async function drainByQueries({
  home,
}: Workbench): Promise<Drained & { readonly queries: Record<string, QueryFigures> }> {
  const job = start('job-submitter', ['run', '--local', '--drain', '--json'], home.root);
  const { result, taken } = await measured<JobProgress>('the job', job);
  const batches = batchesIn(jobFolder(home.root, 'clickstream').log);
  const starts = batches.map(({ at }) => Date.parse(at));
  const ends = batches.map(({ at, duration_ms: lasted }) => Date.parse(at) + lasted);
  return {
    seconds: rounded((Math.max(...ends) - Math.min(...starts)) / 1000),
    ...taken,
    rows: Object.fromEntries(result.queries.map((one) => [one.query, one.rows_written])),
    queries: Object.fromEntries(result.queries.map(({ query }) => [query, figuresOf(batches, query)])),
  };
}

function batchesIn(log: string): Batch['progress'][] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"at": '))
    .map((line) => JSON.parse(line) as Batch)
    .filter(({ event }) => event === 'batch')
    .map(({ progress }) => progress);
}

function figuresOf(batches: readonly Batch['progress'][], query: string): QueryFigures {
  const own = batches.filter((one) => one.query === query);
  const seconds = own.reduce((sum, one) => sum + one.duration_ms, 0) / 1000;
  const rows = own.reduce((sum, one) => sum + one.input_rows, 0);
  const phases: Record<string, number> = {};
  for (const { phases_ms: spent } of own) {
    for (const [phase, ms] of Object.entries(spent))
      phases[phase] = rounded((phases[phase] ?? 0) + ms / 1000);
  }
  return { seconds: rounded(seconds), perSecond: Math.round(rows / seconds), phases };
}

/** The plain job reads the same topic with the same settings, into a namespace of its own. */
export async function drainByPlainJob(bench: Workbench): Promise<Drained> {
  const { workspace, home } = bench;
  const { s3, spark } = homeConfig(bench);
  const keys = await resolveS3Keys(s3);
  const { plan, scratch, log4j } = jobFolder(home.root, 'clickstream');
  const { settings } = JSON.parse(readFileSync(plan, 'utf8')) as { settings: object };
  const conf = {
    'spark.driver.extraClassPath': join(workspace, '.platform/jars/spark/*'),
    'spark.driver.extraJavaOptions': `-Dlog4j2.configurationFile=${log4j}`,
    'spark.ui.enabled': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.local.dir': scratch,
  };
  const args = [
    ...['--master', spark.master, '--driver-memory', spark.driverMemory],
    ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    join(workspace, 'spark/platform/bench/plain_job.py'),
    JSON.stringify(settings),
    findPipeline(workspace, 'clickstream').contractFile,
  ];
  const job = spawn(join(workspace, '.venv/bin/spark-submit'), args, {
    env: {
      ...process.env,
      PATH: `${join(workspace, '.venv/bin')}:${process.env['PATH']}`,
      PYTHONPATH: join(workspace, 'spark/platform/src'),
      AWS_ACCESS_KEY_ID: keys?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey,
      AWS_REGION: s3.region,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { result, taken } = await measured<Omit<Drained, keyof Taken>>('the plain job', job);
  return { ...result, ...taken };
}

export const rounded = (value: number): number => Math.round(value * 10) / 10;
