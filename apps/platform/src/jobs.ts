import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning, type ProcessId } from './host/process';
import { waitFor } from './host/wait';
import type { Home } from './home';

/** A graceful stop ends between batches; a batch of the local platform takes seconds. */
const STOP_TIMEOUT_MS = 60_000;

/** Written by the job submitter while a job runs. */
const jobSchema = z.looseObject({ pid: z.int(), startedAt: z.string() });

/** Latest progress of one streaming query, as the Spark listener writes it. */
export const queryProgressSchema = z.looseObject({
  batchId: z.int(),
  inputRows: z.int(),
  totalRows: z.int(),
});

const progressSchema = z.record(z.string(), queryProgressSchema);

export interface Job {
  readonly pipeline: string;
  readonly process: ProcessId | undefined;
  readonly queries: z.infer<typeof progressSchema>;
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
      queries: progressSchema.parse(readJson(join(folder, pipeline, 'progress.json')) ?? {}),
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
