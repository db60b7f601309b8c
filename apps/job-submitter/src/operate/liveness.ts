import { setTimeout } from 'node:timers/promises';
import type { Lease } from '../store/control';
import type { Site } from './site';

/** A driver renews its lease so often while it lasts; see `lease.py` of spark/platform. */
const RENEWALS_PER_TERM = 5;
/** The clock of the store shows whole seconds. */
const CLOCK_STEP_S = 1;
const LOOK_EVERY_MS = 500;

/** Whether a lease has run out, so that its driver is dead or will be ended by its own timer. */
export const hasRunOut = ({ ageSeconds }: Lease, leaseSeconds: number): boolean =>
  ageSeconds > leaseSeconds + CLOCK_STEP_S;

/**
 * Finds out whether a driver holds the lease, if need be by waiting for two of its renewals, which it says. No clocks of two
 * machines are compared.
 *
 * @returns The lease of a driver that renews it; undefined when there is none, or when its driver does not.
 */
export async function livingHolder(
  { control, config, say }: Pick<Site, 'control' | 'config' | 'say'>,
  signal?: AbortSignal,
): Promise<Lease | undefined> {
  const { leaseSeconds } = config.spark;
  const first = await control.lease();
  if (!first || hasRunOut(first, leaseSeconds)) return undefined;
  const seconds = (2 * leaseSeconds) / RENEWALS_PER_TERM;
  say(`looking whether ${first.holder} still runs, at most ${seconds} s`);
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    await setTimeout(LOOK_EVERY_MS, undefined, { signal });
    const now = await control.lease();
    if (!now) return undefined;
    if (now.tag !== first.tag) return now;
  }
  return undefined;
}
