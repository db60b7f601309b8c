import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning, type ProcessId } from '@clickstream/host';
import { waitFor } from './host/wait';
import type { Home } from './home';

/** A graceful stop ends between batches; a batch of the local platform takes seconds. */
const STOP_TIMEOUT_MS = 60_000;

/** Written by the job submitter while a job runs. */
const jobSchema = z.looseObject({ pid: z.int(), startedAt: z.string() });

/** Latest batch of one streaming query, as the Spark listener writes it (`spark/platform`, progress.py). */
export const queryProgressSchema = z.strictObject({
  query: z.string(),
  batch_id: z.int(),
  at: z.string().describe('Start of the latest batch, ISO 8601 UTC.'),
  duration_ms: z.int(),
  input_rows: z.int().describe('Records in the latest batch.'),
  rows_read: z.int().describe('Records in all batches of this run.'),
  rows_written: z.int().describe('Rows committed in all batches of this run.'),
  end_offsets: z.record(z.string(), z.int()).describe('By partition, the offset after the last one read.'),
});

const progressSchema = z.looseObject({ queries: z.array(queryProgressSchema) });

export interface Job {
  readonly pipeline: string;
  readonly process: ProcessId | undefined;
  readonly queries: readonly z.infer<typeof queryProgressSchema>[];
}

/** The jobs this home has seen, running or not. */
export function readJobs(home: Home): Job[] {
  const folder = join(home.root, 'jobs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((pipeline) => ({
      pipeline,
      process: runningJob(join(folder, pipeline, 'job.json')),
      queries: progressSchema.parse(readJson(join(folder, pipeline, 'progress.json')) ?? { queries: [] })
        .queries,
    }));
}

function runningJob(file: string): ProcessId | undefined {
  const json = readJson(file);
  if (json === undefined) return undefined;
  const job = jobSchema.parse(json);
  return isRunning(job) ? { pid: job.pid, startedAt: job.startedAt } : undefined;
}

const readJson = (file: string): unknown =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;

/** Asks running jobs to stop between batches, and kills one that does not. @returns Names of those that ran. */
export async function stopJobs(home: Home): Promise<string[]> {
  const running = readJobs(home).filter((job) => job.process);
  for (const { process: id } of running) {
    if (id === undefined) continue;
    process.kill(id.pid, 'SIGTERM');
    const gone = await waitFor(async () => (isRunning(id) ? undefined : true), {
      timeoutMs: STOP_TIMEOUT_MS,
    });
    if (!gone) process.kill(id.pid, 'SIGKILL');
  }
  return running.map((job) => `job ${job.pipeline}`);
}
