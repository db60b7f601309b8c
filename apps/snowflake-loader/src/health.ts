import type { Health } from './outputs';

/** Whether a loader that follows the lake keeps up, as a supervisor or a load balancer asks. */
export interface HealthRecord {
  /** All that the lake had is loaded. */
  looked(): void;
  /** A unit became durable: a long catch-up is no failure. */
  advanced(): void;
  failed(problem: string): void;
  now(): Health;
}

/** How long a loader may go without progress before it counts as failing, beside its poll interval, milliseconds. */
const GRACE_MS = 60_000;

/** @param clock Epoch milliseconds. */
export function healthRecord(pollMs: number, clock: () => number = Date.now): HealthRecord {
  let aliveAt = clock();
  let lastSuccess: number | undefined;
  let problem: string | null = null;
  return {
    looked() {
      aliveAt = clock();
      lastSuccess = aliveAt;
      problem = null;
    },
    advanced() {
      aliveAt = clock();
      problem = null;
    },
    failed(what) {
      problem = what;
    },
    now: () => ({
      status: clock() - aliveAt <= pollMs + GRACE_MS ? 'ok' : 'failing',
      lastSuccess: lastSuccess === undefined ? null : new Date(lastSuccess).toISOString(),
      problem,
    }),
  };
}
