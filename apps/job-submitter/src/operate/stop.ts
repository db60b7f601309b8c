import { PlatformError } from '@clickstream/errors';
import { waitFor } from '@clickstream/host';
import { isOver, type Run } from '../backend/backend';
import type { Plan } from '../plan/plan';
import { EVERYONE, type Lease } from '../store/control';
import { livingHolder } from './liveness';
import type { Site } from './site';

export const STOP_OUTCOMES = ['stopped', 'cancelled', 'nothing-ran'] as const;
export type StopOutcome = (typeof STOP_OUTCOMES)[number];

export interface StopOptions {
  /** Cut off a driver that does not end in time; the next start runs its batch again, and nothing is lost. */
  readonly force: boolean;
  /** How long the batch may take that a driver is in. */
  readonly batchSeconds?: number;
  readonly signal: AbortSignal;
}

/** As long as a driver itself waits for its batches once it has seen the order. */
export const BATCH_SECONDS = 60;
/** A driver looks for orders a few times while its lease lasts. */
const TERMS = 2;
const LOOK_EVERY_MS = 500;

/**
 * Ends what runs of a pipeline, between two batches where it can be asked to.
 *
 * @returns `stopped` in order; `cancelled` when it had not begun to work, or was cut off.
 * @throws PlatformError STOP_TIMEOUT when the driver goes on and may not be cut off. The order stands then, for a driver that has
 *   seen it ends anyway.
 */
export async function stopRun(site: Site, options: StopOptions): Promise<StopOutcome> {
  const { control, runs, config } = site;
  const { leaseSeconds } = config.spark;
  const plan = (await runs.latest())?.plan;
  const holder = await livingHolder(site, options.signal);
  if (!holder) return cancelIfRunning(site, plan);
  site.say(`ordering ${holder.holder} to stop after its batch`);
  await control.orderStop(holder.holder);
  const seconds = (options.batchSeconds ?? BATCH_SECONDS) + TERMS * leaseSeconds;
  const ended = await waitFor(async () => ((await hasEnded(site, holder, plan)) ? true : undefined), {
    timeoutMs: seconds * 1000,
    everyMs: LOOK_EVERY_MS,
    signal: options.signal,
  }).catch((error: unknown) => {
    site.say(`the order stands: ${holder.holder} ends after its batch`);
    throw error;
  });
  if (ended) {
    await control.forgetStop();
    return 'stopped';
  }
  if (!options.force) throw timeout(site, holder, seconds);
  return cutOff(site, plan);
}

/** Ends a driver that does not obey, wherever it is, and every one that a cluster starts in its place. */
async function cutOff(site: Site, plan: Plan | undefined): Promise<StopOutcome> {
  site.say('it does not stop: cutting it off');
  await site.control.orderStop(EVERYONE);
  if (plan) await site.backend.cancel(plan);
  await site.control.revoke();
  return 'cancelled';
}

async function hasEnded(site: Site, holder: Lease, plan: Plan | undefined): Promise<boolean> {
  const now = await site.control.lease();
  if (now?.holder === holder.holder) return false;
  const run: Run | undefined = plan && (await site.backend.find(plan));
  return !run || isOver(run);
}

/** Without a lease it has not begun to work, or is about to end: there is no batch to wait for. */
async function cancelIfRunning({ backend, say }: Site, plan: Plan | undefined): Promise<StopOutcome> {
  const run = plan && (await backend.find(plan));
  if (!run || isOver(run)) return 'nothing-ran';
  say(`${run.id} does not hold the lease: cancelling it`);
  await backend.cancel(plan);
  return 'cancelled';
}

function timeout(site: Site, holder: Lease, seconds: number): PlatformError {
  return new PlatformError({
    code: 'STOP_TIMEOUT',
    message: `${holder.holder} was ordered to stop and still runs after ${seconds} s; the order stands, and nothing was started in its place`,
    where: site.control.leaseUri,
    next: 'run it again, with a longer --batch-seconds for a long batch; cut it off with: job-submitter stop --force',
    retry: 'backoff',
  });
}
