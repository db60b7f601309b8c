import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly everyMs?: number;
}

/**
 * Asks again until the answer is a value.
 *
 * @returns The value, or undefined when the time ran out.
 * @throws AbortError when the signal fires; whatever `ask` throws.
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  options: WaitOptions,
): Promise<T | undefined> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() >= deadline) return undefined;
    await delay(options.everyMs ?? 100, undefined, { signal: options.signal });
  }
}
