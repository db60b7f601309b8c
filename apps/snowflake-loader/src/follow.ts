import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '@clickstream/errors';
import { loadPipeline, type Loader } from './load';
import type { LoadReport } from './outputs';
import { thenPublish } from './publisher';

export interface FollowOptions {
  /** Pause between looks at the lake, milliseconds. */
  readonly pollMs: number;
  /** After each look that ended with all of the lake loaded. */
  readonly onLooked: (report: LoadReport) => void;
  /** A failure that may pass; the next try comes after `waitMs`. */
  readonly onTrouble: (error: PlatformError, waitMs: number) => void;
}

/** Longest pause between tries while the lake or the warehouse is away, milliseconds. */
const MAX_BACKOFF_MS = 60_000;

/**
 * Loads what the lake has, again and again, until the signal ends it. A failure that may pass is tried again with growing
 * pauses; any other ends it.
 *
 * @throws AbortError when stopped; PlatformError when a person is needed.
 */
export function follow(loader: Loader, options: FollowOptions): Promise<never> {
  return thenPublish(
    () => loader.publisher.now(),
    () => followOn(loader, options),
  );
}

async function followOn(loader: Loader, options: FollowOptions): Promise<never> {
  for (let failures = 0; ;) {
    let waitMs = options.pollMs;
    try {
      const report = await thenPublish(
        () => loader.publisher.whenDue(),
        () => loadPipeline(loader),
      );
      options.onLooked(report);
      failures = 0;
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retry !== 'backoff') throw error;
      failures += 1;
      waitMs = Math.min(MAX_BACKOFF_MS, options.pollMs * 2 ** failures);
      options.onTrouble(error, waitMs);
    }
    await sleep(waitMs, undefined, { signal: loader.signal });
  }
}
