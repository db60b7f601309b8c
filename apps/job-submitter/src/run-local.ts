import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { resolveSecret, type PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { identify, isRunning, lastLines, writeFileAtomic, type ProcessId } from '@clickstream/host';
import {
  jobFolder,
  jobProgressSchema,
  type JobFolder,
  type JobProgress,
  type Pipeline,
} from '@clickstream/pipeline';
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
 * @throws PlatformError SPARK_MISSING, JOB_RUNS_ALREADY, JOB_FAILED.
 */
export async function runLocal(
  config: PlatformConfig,
  pipeline: Pipeline,
  run: LocalRun,
): Promise<JobProgress> {
  requireSpark(run.workspace);
  const folder = jobFolder(run.home, pipeline.manifest.name);
  refuseSecondDriver(folder, pipeline);
  prepare(config, pipeline, folder);
  const command = sparkCommand(run.workspace, config, pipeline, folder, run);
  const child = spawn(command.file, command.args, {
    cwd: run.workspace,
    env: { ...process.env, ...command.env, ...(await credentials(config)) },
    // A group of its own: Ctrl-C in the terminal reaches the driver once, through us.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const code = await follow(child, folder, run);
    return outcome(code, folder);
  } finally {
    rmSync(folder.job, { force: true });
  }
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
  mkdirSync(dirname(folder.log), { recursive: true });
  writeFileAtomic(
    folder.settings,
    `${JSON.stringify(jobSettings(config, pipeline, folder.progress), null, 2)}\n`,
  );
  writeFileAtomic(folder.log4j, log4jProperties(folder.log));
  // The outcome of an earlier run must not be taken for this one's.
  rmSync(folder.progress, { force: true });
}

async function credentials({ s3 }: PlatformConfig): Promise<NodeJS.ProcessEnv> {
  if (!s3.accessKeyId || !s3.secretAccessKey) return {};
  return {
    AWS_ACCESS_KEY_ID: await resolveSecret(s3.accessKeyId),
    AWS_SECRET_ACCESS_KEY: await resolveSecret(s3.secretAccessKey),
  };
}

/** A line that the job writes for people, as `progress.py` of spark/platform forms it. */
const PROGRESS = /^\w+: batch \d+, /;

async function follow(child: ChildProcess, folder: JobFolder, run: LocalRun): Promise<number | null> {
  const log = createWriteStream(folder.log, { flags: 'a' });
  const stop = (): void => void child.kill('SIGTERM');
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    writeFileAtomic(folder.job, JSON.stringify(identify(child.pid as number)));
    if (run.signal.aborted) stop();
    const take = (line: string): void => {
      log.write(`${line}\n`);
      if (PROGRESS.test(line)) run.onProgress(line);
    };
    // spark-submit hands both outputs of Python on as its standard output.
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input: input as NodeJS.ReadableStream }).on('line', take);
    }
    return await new Promise<number | null>((resolve) => child.once('close', resolve));
  } finally {
    run.signal.removeEventListener('abort', stop);
    log.end();
    await finished(log);
  }
}

function outcome(code: number | null, folder: JobFolder): JobProgress {
  const result = existsSync(folder.progress)
    ? jobProgressSchema.parse(JSON.parse(readFileSync(folder.progress, 'utf8')))
    : undefined;
  if (code === 0 && result) return result;
  throw new PlatformError({
    code: 'JOB_FAILED',
    // What the job says of itself ends with what to do next.
    message:
      result?.error ?? `${lastWords(code, folder)}. Run the same command again: it goes on where it was`,
    where: folder.log,
    retry: 'backoff',
    exitCode: code === 2 ? 2 : 1,
  });
}

/** What there is to say when the job did not get as far as saying it itself. */
function lastWords(code: number | null, folder: JobFolder): string {
  const ended = code === null || code > 128 ? 'the driver was killed' : `the driver ended with code ${code}`;
  return `${ended}; it last said: ${lastLines(folder.log, 1)[0] ?? 'nothing'}`;
}
