import { PlatformError } from '@clickstream/errors';
import type { Dials } from './traffic/dials';

export interface Amount {
  readonly events: number | undefined;
  /** Simulated milliseconds. */
  readonly durationMs: number | undefined;
  /** Events a simulated second. */
  readonly rate: number | undefined;
}

const EVENTS = 10_000;
const DAY_MS = 86_400_000;

/**
 * How many events in how much simulated time: any two of events, duration and rate say the third.
 *
 * @throws PlatformError TOO_MUCH_SAID when all three are given.
 */
export function amountOf({ events, durationMs, rate }: Amount): { events: number; durationMs: number } {
  if (rate === undefined) return { events: events ?? EVENTS, durationMs: durationMs ?? DAY_MS };
  if (events !== undefined && durationMs !== undefined)
    throw new PlatformError({
      code: 'TOO_MUCH_SAID',
      message: '--events, --duration and --rate together: any two of them say the third',
      next: 'leave one of them out',
      exitCode: 2,
    });
  if (durationMs !== undefined)
    return { events: Math.max(1, Math.round((durationMs / 1000) * rate)), durationMs };
  const count = events ?? EVENTS;
  return { events: count, durationMs: Math.max(1, Math.round((count / rate) * 1000)) };
}

/** @throws PlatformError DIALS_TOO_HIGH when events would have more than one thing wrong with them. */
export function requirePossible(dials: Dials, faults: readonly (keyof Dials)[]): void {
  const sum = faults.reduce((total, name) => total + dials[name], 0);
  if (sum <= 1) return;
  throw new PlatformError({
    code: 'DIALS_TOO_HIGH',
    message: `${faults.join(', ')} add up to ${sum.toFixed(3)}; an event has at most one of them`,
    next: 'turn some of them down, to 1 in all',
    exitCode: 2,
  });
}
