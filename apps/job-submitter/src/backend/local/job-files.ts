import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isRunning, lastLines, writeFileAtomic, type ProcessId } from '@clickstream/host';
import { jobProgressSchema, type JobFolder, type JobProgress } from '@clickstream/pipeline';
import { planText } from '../../plan/file';
import type { Plan } from '../../plan/plan';
import type { Run } from '../backend';
import { log4jProperties } from './request';

const driverSchema = z.looseObject({
  pid: z.int(),
  startedAt: z.string(),
  run: z.string(),
  /** Where in the log this run begins, in bytes. */
  logFrom: z.int(),
  /** Somebody asked for its end. */
  cancelled: z.boolean(),
});
export type Driver = z.infer<typeof driverSchema>;

/** What a run leaves in the folder of its job: who the driver is and what it said last. */
export class JobFiles {
  constructor(readonly folder: JobFolder) {}

  /** Makes the folder ready for a run, so that nothing of an earlier one is taken for this one's. */
  prepare(plan: Plan): void {
    writeFileAtomic(this.folder.plan, planText(plan));
    writeFileAtomic(this.folder.log4j, log4jProperties(this.folder.log));
    mkdirSync(dirname(this.folder.log), { recursive: true });
    rmSync(this.folder.progress, { force: true });
    this.removeScratch();
    mkdirSync(this.folder.scratch, { recursive: true });
  }

  removeScratch(): void {
    rmSync(this.folder.scratch, { recursive: true, force: true });
  }

  /** Notes a driver that was just started. @param logFrom As in {@link logSize} before it was. */
  begin(id: ProcessId, run: string, logFrom: number): Driver {
    const driver = { ...id, run, logFrom, cancelled: false };
    this.note(driver);
    return driver;
  }

  cancelled(driver: Driver): void {
    this.note({ ...driver, cancelled: true });
  }

  /** The driver that was started last, if its run is called so. */
  driver(run?: string): Driver | undefined {
    if (!existsSync(this.folder.job)) return undefined;
    // What another version of the platform wrote says nothing to this one.
    const driver = driverSchema.safeParse(JSON.parse(readFileSync(this.folder.job, 'utf8'))).data;
    return run === undefined || driver?.run === run ? driver : undefined;
  }

  /** What the job said last; undefined before its first word. */
  progress(): JobProgress | undefined {
    if (!existsSync(this.folder.progress)) return undefined;
    return jobProgressSchema.parse(JSON.parse(readFileSync(this.folder.progress, 'utf8')));
  }

  logSize(): number {
    return existsSync(this.folder.log) ? statSync(this.folder.log).size : 0;
  }

  stateOf(driver: Driver): Run {
    const id = `pid ${driver.pid}`;
    // In this order: what it says last it says before it ends.
    const running = isRunning(driver);
    const said = this.progress();
    if (running) return { id, state: said ? 'running' : 'starting', reason: waitingIn(said) };
    if (said?.state === 'drained' || said?.state === 'stopped') return { id, state: 'ended', reason: null };
    if (said?.error) return { id, state: 'failed', reason: said.error };
    if (driver.cancelled) return { id, state: 'cancelled', reason: null };
    const last = lastLines(this.folder.log, 1)[0] ?? 'nothing';
    return { id, state: 'failed', reason: `the driver was killed; it last said: ${last}` };
  }

  private note(driver: Driver): void {
    writeFileAtomic(this.folder.job, `${JSON.stringify(driver)}\n`);
  }
}

function waitingIn(progress: JobProgress | undefined): string | null {
  const waits = Object.entries(progress?.waiting ?? {}).map(([query, what]) => `${query}: ${what}`);
  return waits.join(', ') || null;
}
