import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { jobFolder, jobProgressSchema, jobsFolder, type JobProgress } from '@clickstream/pipeline';
import { isRunning, type ProcessId } from '@clickstream/host';
import { waitFor } from './host/wait';
import type { Home } from './home';

/** A graceful stop ends between batches; a batch of the local platform takes seconds. */
const STOP_TIMEOUT_MS = 60_000;

/** Written by the job submitter while a job runs. */
const jobSchema = z.object({ pid: z.int(), startedAt: z.string() });

export interface Job {
  readonly pipeline: string;
  readonly process: ProcessId | undefined;
  readonly queries: JobProgress['queries'];
  /** By query, what it waits for. */
  readonly waiting: JobProgress['waiting'];
}

const NOTHING_SEEN = { queries: [], waiting: {} };

/** The jobs this home has seen, running or not. */
export function readJobs(home: Home): Job[] {
  const folder = jobsFolder(home.root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((pipeline) => {
      const { job, progress } = jobFolder(home.root, pipeline);
      // A file that an earlier version wrote does not fit; the next run of the job replaces it.
      const { queries, waiting } = jobProgressSchema.safeParse(readJson(progress)).data ?? NOTHING_SEEN;
      return { pipeline, process: runningJob(job), queries, waiting };
    });
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
