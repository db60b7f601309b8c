import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { isRunning } from '@clickstream/host';
import { jobFolder, type JobProgress } from '@clickstream/pipeline';
import { writeBundle } from '../../bundle/folder';
import type { Bundle } from '../../bundle/make';
import { stepOf } from '../../plan/arguments';
import type { Plan } from '../../plan/plan';
import type { Backend, Run } from '../backend';
import { startDriver } from './driver';
import { driverEnvironment } from './driver-environment';
import { JobFiles } from './job-files';
import { bundlesOf, sparkJars, sparkSubmit, type LocalPlace } from './request';
import { linesOf, messageIn } from './tail';

const inputSchema = z.strictObject({ file: z.string(), args: z.array(z.string()) });

const LOOK_EVERY_MS = 50;

/** Runs jobs with `spark-submit` on this machine, one stream for each pipeline and home. */
export class LocalBackend implements Backend {
  constructor(
    private readonly config: Pick<PlatformConfig, 's3'>,
    private readonly place: LocalPlace,
  ) {}

  /** @throws PlatformError SPARK_MISSING, JOB_RUNS_ALREADY, SECRET_MISSING. */
  async start(plan: Plan, bundle: Bundle): Promise<Run> {
    requireSpark(this.place);
    const files = this.filesOf(plan);
    refuseSecondDriver(files, plan);
    const env = await driverEnvironment(this.place.workspace, this.config);
    writeBundle(bundle, bundlesOf(this.place));
    files.prepare(plan);
    const logFrom = files.logSize();
    const { file, args } = inputSchema.parse(plan.request.input);
    const { log } = files.folder;
    const id = await startDriver(file, args, { cwd: this.place.workspace, env, log });
    return files.stateOf(files.begin(id, plan.name, logFrom));
  }

  async find(plan: Plan): Promise<Run | undefined> {
    const files = this.filesOf(plan);
    const driver = files.driver(plan.name);
    return driver && files.stateOf(driver);
  }

  async cancel(plan: Plan): Promise<void> {
    this.signal(plan, 'SIGKILL');
    const driver = this.filesOf(plan).driver(plan.name);
    while (driver && isRunning(driver)) await setTimeout(LOOK_EVERY_MS);
  }

  async logs(plan: Plan, lines: number): Promise<string[]> {
    const files = this.filesOf(plan);
    const driver = files.driver(plan.name);
    const own: string[] = [];
    if (driver)
      for await (const line of linesOf(files.folder.log, driver.logFrom, () => false)) own.push(line);
    return own.slice(-lines);
  }

  async follow(plan: Plan, onProgress: (line: string) => void, signal?: AbortSignal): Promise<Run> {
    const files = this.filesOf(plan);
    const driver = files.driver(plan.name);
    if (!driver) throw new Error(`${plan.name} was never started`);
    for await (const line of linesOf(files.folder.log, driver.logFrom, () => isRunning(driver), signal)) {
      const message = messageIn(line);
      if (message !== undefined) onProgress(message);
    }
    files.removeScratch();
    return files.stateOf(files.driver(plan.name) ?? driver);
  }

  close(): void {
    // Nothing is open between two calls.
  }

  /** SIGTERM asks the driver to end between two batches, as Ctrl-C in its terminal would; SIGKILL ends it. */
  signal(plan: Plan, signal: 'SIGTERM' | 'SIGKILL'): void {
    const files = this.filesOf(plan);
    const driver = files.driver(plan.name);
    if (!driver || !isRunning(driver)) return;
    files.cancelled(driver);
    process.kill(driver.pid, signal);
  }

  /** What the job of a plan last said of itself; undefined before its first word. */
  progress(plan: Plan): JobProgress | undefined {
    return this.filesOf(plan).progress();
  }

  logFile(plan: Plan): string {
    return this.filesOf(plan).folder.log;
  }

  private filesOf({ pipeline, work }: Plan): JobFiles {
    return new JobFiles(jobFolder(this.place.home, pipeline, stepOf(work)));
  }
}

function requireSpark(place: LocalPlace): void {
  const missing = [sparkSubmit(place), sparkJars(place)].find((path) => !existsSync(path));
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
function refuseSecondDriver(files: JobFiles, { pipeline }: Plan): void {
  const driver = files.driver();
  if (!driver || !isRunning(driver)) return;
  throw new PlatformError({
    code: 'JOB_RUNS_ALREADY',
    message: `the job of ${pipeline} runs already (pid ${driver.pid})`,
    where: files.folder.job,
    next: 'job-submitter stop, or Ctrl-C where it runs',
    exitCode: 2,
  });
}
