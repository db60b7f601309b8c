import { PlatformError } from '@clickstream/errors';
import type { Run } from '../backend/backend';
import type { Plan } from '../plan/plan';
import type { Action, RunRecord } from '../store/runs';
import { renderReview } from './render-review';
import { requireFree, review } from './review';
import type { Site } from './site';
import { stopRun } from './stop';

export interface Started {
  readonly record: RunRecord;
  readonly run: Run;
}

export interface SubmitOptions {
  /** Shows a person what is about to happen, and asks. */
  readonly confirm: (shown: string, question: string) => Promise<boolean>;
  /** How long the batch may take that a driver is in which is to be replaced; see `stopRun`. */
  readonly batchSeconds?: number;
  readonly signal: AbortSignal;
}

/**
 * Starts a plan where nothing of its pipeline runs.
 *
 * @throws PlatformError as `review`, and LEASE_HELD, NOT_CONFIRMED, SUBMITTED_MEANWHILE; whatever the backend throws.
 */
export async function submit(site: Site, plan: Plan, options: SubmitOptions): Promise<Started> {
  const found = await review(site, plan, options.signal);
  requireFree(site, found);
  await confirmed(options, renderReview('submit', plan, found), `Submit this to ${plan.environment}?`);
  return start(site, plan, 'submit', found.bundle);
}

/**
 * Replaces what runs by another plan on the same checkpoints: all is checked before anything is stopped.
 *
 * @param action A rollback is an upgrade to what ran before.
 * @throws PlatformError as {@link submit}, and as `stopRun`.
 */
export async function upgrade(
  site: Site,
  plan: Plan,
  options: SubmitOptions,
  action: 'upgrade' | 'rollback' = 'upgrade',
): Promise<Started> {
  const found = await review(site, plan, options.signal);
  const question = found.holder
    ? `Stop what runs in ${plan.environment} and submit this?`
    : `Nothing runs. Submit this to ${plan.environment}?`;
  await confirmed(options, renderReview(action, plan, found), question);
  await stopRun(site, { force: false, batchSeconds: options.batchSeconds, signal: options.signal });
  return start(site, plan, action, found.bundle);
}

async function confirmed({ confirm }: SubmitOptions, shown: string, question: string): Promise<void> {
  if (await confirm(shown, question)) return;
  throw new PlatformError({
    code: 'NOT_CONFIRMED',
    message: 'nothing was submitted',
    next: 'answer y, or pass --yes where nobody can answer',
    exitCode: 2,
  });
}

async function start(
  site: Site,
  plan: Plan,
  action: Action,
  bundle: Parameters<Site['backend']['start']>[1],
): Promise<Started> {
  const record = await site.runs.append(action, plan, new Date());
  // What ended the run before must not end this one.
  await site.control.forgetStop();
  return { record, run: await site.backend.start(plan, bundle) };
}
