import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { JOB_STEPS, jobFolder, jobProgressSchema, jobsFolder, type JobProgress } from '@clickstream/pipeline';
import { isRunning, type ProcessId, waitFor } from '@clickstream/host';
import type { Home } from './home';

/** A graceful stop ends between batches; a batch of the local platform takes seconds. */
const STOP_TIMEOUT_MS = 60_000;

/** Written by the job submitter while a job runs. */
const jobSchema = z.object({ pid: z.int(), startedAt: z.string() });

export interface Job {
  readonly pipeline: string;
  readonly process: ProcessId | undefined;
  /** What the latest run said of itself; nothing before its first word. */
  readonly state: JobProgress['state'] | null;
  readonly error: string | null;
  readonly queries: JobProgress['queries'];
  /** By query, what it waits for. */
  readonly waiting: JobProgress['waiting'];
}

const UNSEEN = { state: null, error: null, queries: [], waiting: {} };

/** The jobs this home has seen, running or not. */
export function readJobs(home: Home): Job[] {
  return pipelinesOf(home).map((pipeline) => {
    const { job, progress } = jobFolder(home.root, pipeline);
    // What another version of the platform wrote says nothing to this one; the next run writes it anew.
    const seen = jobProgressSchema.safeParse(readJson(progress)).data;
    const { state, error, queries, waiting } = seen ?? UNSEEN;
    return { pipeline, process: runningJob(job), state, error, queries, waiting };
  });
}

function pipelinesOf(home: Home): string[] {
  const folder = jobsFolder(home.root);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
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
  const stopped: string[] = [];
  for (const pipeline of pipelinesOf(home)) {
    for (const step of [undefined, ...JOB_STEPS]) {
      const id = runningJob(jobFolder(home.root, pipeline, step).job);
      if (id === undefined) continue;
      await stopJob(id);
      stopped.push(['job', pipeline, step].filter(Boolean).join(' '));
    }
  }
  return stopped;
}

async function stopJob(id: ProcessId): Promise<void> {
  process.kill(id.pid, 'SIGTERM');
  const gone = await waitFor(async () => (isRunning(id) ? undefined : true), {
    timeoutMs: STOP_TIMEOUT_MS,
  });
  if (!gone) process.kill(id.pid, 'SIGKILL');
}
