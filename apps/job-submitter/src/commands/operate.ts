import type { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import { confirm } from '../confirm';
import { renderStatus } from '../operate/render-status';
import { planBefore } from '../operate/rollback';
import { withSite, type Site } from '../operate/site';
import { statusOf, summaryOf } from '../operate/status';
import { stopRun } from '../operate/stop';
import { submit, upgrade, type Started, type SubmitOptions } from '../operate/submit';
import type { stoppedSchema, submittedSchema } from '../outputs';
import { stepOf } from '../plan/arguments';
import { readPlan } from '../plan/file';
import type { Plan } from '../plan/plan';
import type { Run } from '../backend/backend';
import { here, print, say, type Common } from './options';

export interface PlanOptions {
  readonly plan: string;
  /** The environment that the caller means; it must be the plan's. */
  readonly env?: string;
  /** The pipeline that the caller means, likewise. */
  readonly pipeline?: string;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly batchSeconds?: number;
  readonly json?: boolean;
}

/** Starts a plan where nothing runs. */
export const submitCommand = startingBy(submit);

/** Replaces what runs by a plan. */
export const upgradeCommand = startingBy(upgrade);

function startingBy(start: (site: Site, plan: Plan, options: SubmitOptions) => Promise<Started>) {
  return async (options: PlanOptions, stop: AbortSignal): Promise<void> => {
    const plan = readPlan(options.plan);
    requireMeant(plan, options);
    await atSite(plan.environment, plan.pipeline, stepOf(plan.work), async (site) =>
      report(site, await start(site, plan, asking(options, stop)), options, stop),
    );
  };
}

export interface RollbackOptions extends Common {
  readonly to?: string;
  readonly yes?: boolean;
  readonly batchSeconds?: number;
}

/** Replaces what runs by what ran before. */
export async function rollbackCommand(options: RollbackOptions, stop: AbortSignal): Promise<void> {
  await atSite(options.env, options.pipeline, undefined, async (site) => {
    const plan = await planBefore(site, options.to);
    const started = await upgrade(site, plan, asking(options, stop), 'rollback');
    await report(site, started, options, stop);
  });
}

/** Says how far it is; ends with 1 when the run has failed. */
export async function statusCommand({ env, pipeline, json }: Common): Promise<void> {
  await atSite(env, pipeline, undefined, async (site) => {
    const status = await statusOf(site);
    print(json, status, renderStatus);
    if (status.state !== 'failed') return;
    throw new PlatformError({
      code: 'JOB_FAILED',
      message: status.run?.reason ?? 'the run has failed',
      where: status.run?.id,
      next: 'job-submitter logs',
      retry: 'backoff',
    });
  });
}

export interface StopCommandOptions extends Common {
  readonly force?: boolean;
  readonly batchSeconds?: number;
}

export async function stopCommand(options: StopCommandOptions, stop: AbortSignal): Promise<void> {
  const { env, pipeline, force = false, batchSeconds, json } = options;
  await atSite(env, pipeline, undefined, async (site) => {
    const outcome = await stopRun(site, { force, batchSeconds, signal: stop });
    const result: z.infer<typeof stoppedSchema> = { pipeline, environment: env, outcome };
    print(json, result, () => `${pipeline} in ${env}: ${outcome.replace('-', ' ')}`);
  });
}

export interface LogsOptions extends Common {
  readonly lines: number;
}

export async function logsCommand({ env, pipeline, lines: count, json }: LogsOptions): Promise<void> {
  await atSite(env, pipeline, undefined, async (site) => {
    const record = await site.runs.latest();
    if (!record) throw nothingSubmitted(site);
    const lines = await site.backend.logs(record.plan, count);
    print(json, { pipeline, run: record.plan.name, lines }, () => lines.join('\n'));
  });
}

function atSite(
  environment: string,
  pipeline: string,
  step: string | undefined,
  work: (site: Site) => Promise<void>,
): Promise<void> {
  const { config, place } = here({ env: environment, pipeline });
  return withSite({ config, place, pipeline, step, say }, work);
}

function asking(
  { yes = false, batchSeconds }: { readonly yes?: boolean; readonly batchSeconds?: number },
  signal: AbortSignal,
): SubmitOptions {
  return { signal, batchSeconds, confirm: (shown, question) => confirm(yes, shown, question, signal) };
}

/** Prints what was started; with --wait once it is over, and as a failure when it is one. */
async function report(
  { pipeline, config, backend }: Site,
  { record, run: begun }: Started,
  { wait, json }: { readonly wait?: boolean; readonly json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const run = wait ? await backend.follow(record.plan, say, signal) : begun;
  const result: z.infer<typeof submittedSchema> = {
    pipeline,
    environment: config.environment,
    submitted: summaryOf(record),
    run,
  };
  print(json, result, () => `run ${record.run} of ${pipeline}: ${run.id}, ${run.state}`);
  requireWell(run, record.plan);
}

/** @throws PlatformError JOB_FAILED */
export function requireWell({ state, reason }: Run, { name }: Plan): void {
  if (state !== 'failed') return;
  throw new PlatformError({
    code: 'JOB_FAILED',
    // What the job says of itself ends with what to do next.
    message: reason ?? 'it does not say why. Run the same command again: it goes on where it was',
    where: name,
    retry: 'backoff',
  });
}

/** @throws PlatformError PLAN_OF_ANOTHER_ENVIRONMENT, PLAN_OF_ANOTHER_PIPELINE when the caller named another than the plan's. */
export function requireMeant(
  { environment, pipeline }: Pick<Plan, 'environment' | 'pipeline'>,
  meant: Pick<PlanOptions, 'env' | 'pipeline'>,
): void {
  const { env = environment, pipeline: named = pipeline } = meant;
  const next = `prepare one with: job-submitter prepare --env ${env} --pipeline ${named}`;
  if (env !== environment)
    throw new PlatformError({
      code: 'PLAN_OF_ANOTHER_ENVIRONMENT',
      message: `the plan was prepared for ${environment}, not for ${env}`,
      next,
      exitCode: 2,
    });
  if (named !== pipeline)
    throw new PlatformError({
      code: 'PLAN_OF_ANOTHER_PIPELINE',
      message: `the plan was prepared for pipeline ${pipeline}, not for ${named}`,
      next,
      exitCode: 2,
    });
}

function nothingSubmitted({ pipeline, config }: Site): PlatformError {
  return new PlatformError({
    code: 'NOTHING_SUBMITTED',
    message: `nothing of ${pipeline} was ever submitted to ${config.environment}`,
    next: 'job-submitter submit',
    exitCode: 2,
  });
}
