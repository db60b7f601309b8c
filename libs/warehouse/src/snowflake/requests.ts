import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** The driver sends a request again after any failure but this one. */
const GIVEN_UP = Object.assign(new Error('given up'), { code: 'ERR_CANCELED' });

const current = new AsyncLocalStorage<Call>();
subscribe('http.client.request.start', (message) =>
  current.getStore()?.began((message as { request: ClientRequest }).request),
);

/** One call of the driver, with all HTTP requests that it makes for it. */
class Call {
  readonly #open = new Set<ClientRequest>();
  #hasEnded = false;

  began(request: ClientRequest): void {
    if (this.#hasEnded) return void request.destroy(GIVEN_UP);
    this.#open.add(request);
    request.once('close', () => this.#open.delete(request));
  }

  end(): void {
    this.#hasEnded = true;
    for (const request of this.#open) request.destroy(GIVEN_UP);
  }
}

/**
 * Calls the driver and waits for its callback, but not for ever. The driver has no way to end a request, goes on asking
 * after we have given up, and so would keep the process alive for minutes: Node itself is asked for the requests that a
 * call causes, and they end with it, also those to come.
 *
 * @returns Whether the callback came in time.
 */
export async function inTime(
  deadlineMs: number,
  start: (done: (_: unknown) => void) => void,
): Promise<boolean> {
  const call = new Call();
  const came = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), deadlineMs);
    current.run(call, () =>
      start(() => {
        clearTimeout(timer);
        resolve(true);
      }),
    );
  });
  call.end();
  return came;
}
