import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { isRunning, lastLines, writeFileAtomic, type ProcessId } from '@clickstream/host';
import {
  jobFolder,
  jobProgressSchema,
  type JobFolder,
  type JobProgress,
  type JobStep,
  type Pipeline,
} from '@clickstream/pipeline';
import { driverEnvironment } from './driver-environment';
import { runDriver } from './driver';
import { jobSettings } from './settings';
import { log4jProperties, sparkCommand, sparkJars, sparkSubmit, type JobOptions } from './spark-command';

export interface LocalRun extends JobOptions {
  readonly workspace: string;
  readonly home: string;
  readonly signal: AbortSignal;
  /** Called with each line of progress. */
  readonly onProgress: (line: string) => void;
}

/**
 * Runs a pipeline's job through `spark-submit` on this machine until it is drained, stopped or fails.
 *
 * @returns What the job said last. A stop asked for by the signal ends between batches and is no failure.
 * @throws PlatformError SPARK_MISSING, JOB_RUNS_ALREADY, SECRET_MISSING, JOB_FAILED.
 */
export async function runLocal(
  config: PlatformConfig,
  pipeline: Pipeline,
  run: LocalRun,
): Promise<JobProgress> {
  requireSpark(run.workspace);
  const folder = jobFolder(run.home, pipeline.manifest.name, stepOf(run));
  refuseSecondDriver(folder, pipeline);
  const env = await driverEnvironment(run.workspace, config);
  prepare(config, pipeline, folder);
  try {
    const code = await runDriver(sparkCommand(run.workspace, config, pipeline, folder, run), folder, {
      cwd: run.workspace,
      env,
      signal: run.signal,
      onProgress: run.onProgress,
    });
    return outcome(code, folder, pipeline.manifest.name, run.signal);
  } finally {
    rmSync(folder.scratch, { recursive: true, force: true });
  }
}

/** A step beside a running stream is a driver of its own; Spark's leases keep two of a kind apart. */
function stepOf({ settle, replay, drain }: LocalRun): JobStep | undefined {
  if (replay) return 'replay';
  return settle && !drain ? 'settle' : undefined;
}

function requireSpark(workspace: string): void {
  const missing = [sparkSubmit(workspace), sparkJars(workspace)].find((path) => !existsSync(path));
  if (!missing) return;
  throw new PlatformError({
    code: 'SPARK_MISSING',
    message: 'Spark is not set up on this machine',
    where: missing,
    next: 'npm run platform -- up',
    exitCode: 2,
  });
}

/** Two drivers on the same checkpoints would undo each other's batches. */
function refuseSecondDriver(folder: JobFolder, pipeline: Pipeline): void {
  if (!existsSync(folder.job)) return;
  const id = JSON.parse(readFileSync(folder.job, 'utf8')) as ProcessId;
  if (!isRunning(id)) return;
  throw new PlatformError({
    code: 'JOB_RUNS_ALREADY',
    message: `the job of ${pipeline.manifest.name} runs already (pid ${id.pid})`,
    where: folder.job,
    next: 'stop it with Ctrl-C where it runs, or: npm run platform -- down',
    exitCode: 2,
  });
}

function prepare(config: PlatformConfig, pipeline: Pipeline, folder: JobFolder): void {
  const settings = jobSettings(config, pipeline, folder.progress);
  writeFileAtomic(folder.settings, `${JSON.stringify(settings, null, 2)}\n`);
  writeFileAtomic(folder.log4j, log4jProperties(folder.log));
  mkdirSync(dirname(folder.log), { recursive: true });
  // What a killed run left behind: its outcome must not be taken for this one's.
  rmSync(folder.progress, { force: true });
  rmSync(folder.scratch, { recursive: true, force: true });
  mkdirSync(folder.scratch, { recursive: true });
}

function outcome(code: number | null, folder: JobFolder, pipeline: string, signal: AbortSignal): JobProgress {
  const progress = readProgress(folder) ?? {
    pipeline,
    state: 'running',
    error: null,
    waiting: {},
    queries: [],
  };
  if (progress.state === 'drained' || progress.state === 'stopped') return progress;
  // Asked to stop before it could listen: it had not begun.
  if (signal.aborted && progress.state === 'running') return { ...progress, state: 'stopped' };
  throw new PlatformError({
    code: 'JOB_FAILED',
    // What the job says of itself ends with what to do next.
    message:
      progress.error ?? `${lastWords(code, folder)}. Run the same command again: it goes on where it was`,
    where: folder.log,
    retry: 'backoff',
    exitCode: code === 2 ? 2 : 1,
  });
}

function readProgress(folder: JobFolder): JobProgress | undefined {
  if (!existsSync(folder.progress)) return undefined;
  return jobProgressSchema.parse(JSON.parse(readFileSync(folder.progress, 'utf8')));
}

/** What there is to say when the job did not get as far as saying it itself. */
function lastWords(code: number | null, folder: JobFolder): string {
  const ended = code === null || code > 128 ? 'the driver was killed' : `the driver ended with code ${code}`;
  return `${ended}; it last said: ${lastLines(folder.log, 1)[0] ?? 'nothing'}`;
}
