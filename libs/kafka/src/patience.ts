import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '@clickstream/errors';

/** The passing of time, so that tests need none. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms) => {
    await sleep(ms);
  },
};

/** How long to keep trying while Kafka is away, and whom to tell. */
export interface Patience {
  /** Give up when one action has failed for so long. */
  readonly giveUpAfterMs: number;
  /** Once it has fired, patience is ten seconds at most: somebody waits for the program to end. */
  readonly stop?: AbortSignal;
  /** Called at the first failure of an action, once. */
  readonly onWaiting?: (error: PlatformError) => void;
  readonly clock: Clock;
}

const STOP_GRACE_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats an action until it succeeds, as long as its failures are worth another try (`retry: 'backoff'`).
 *
 * @throws The failure itself when it is not worth another try; PlatformError KAFKA_AWAY when patience ends.
 */
export async function persist<T>(patience: Patience, action: () => Promise<T>): Promise<T> {
  const start = patience.clock.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retry !== 'backoff') throw error;
      if (pause === FIRST_PAUSE_MS) patience.onWaiting?.(error);
      const limit = limitOf(patience);
      if (patience.clock.now() - start + pause > limit) throw away(limit, error);
      await patience.clock.sleep(pause);
    }
  }
}

function limitOf({ giveUpAfterMs, stop }: Patience): number {
  return stop?.aborted ? Math.min(giveUpAfterMs, STOP_GRACE_MS) : giveUpAfterMs;
}

function away(waitedMs: number, cause: PlatformError): PlatformError {
  return new PlatformError({
    code: 'KAFKA_AWAY',
    message: `no acknowledgement for ${waitedMs / 1000} s: ${cause.message}`,
    where: cause.where,
    next: 'see that Kafka is up (npm run platform -- status), then run this command again',
    retry: 'backoff',
    cause,
  });
}
