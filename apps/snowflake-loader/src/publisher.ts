import { messageOf } from '@clickstream/errors';
import type { Warehouse } from '@clickstream/warehouse';

/** Decides when readers get what was loaded. */
export interface Publisher {
  /** Publishes unless that would take too large a part of the time; then a later call does. */
  whenDue(): Promise<void>;
  /** Publishes now. */
  now(): Promise<void>;
}

/**
 * Publishing costs more the larger the warehouse is, whatever was added. It may take one part in so many of the time, so
 * loading keeps its pace; a small warehouse is as good as always published.
 */
const SHARE = 10;

/** @param now Milliseconds, monotonic. */
export function publisherOf(warehouse: Warehouse, now: () => number = () => performance.now()): Publisher {
  let dueAt = -Infinity;
  const publish = async (): Promise<void> => {
    const start = now();
    await warehouse.publish();
    const end = now();
    dueAt = end + (SHARE - 1) * (end - start);
  };
  return {
    now: publish,
    async whenDue() {
      if (now() >= dueAt) await publish();
    },
  };
}

/**
 * Runs work and then publishes, however it ended: readers get also what it committed before it failed. When both fail, the
 * work's error is the one that is thrown, and the other is told.
 */
export async function thenPublish<T>(
  publish: () => Promise<void>,
  work: () => Promise<T>,
  tell: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await publish().catch((second: unknown) =>
      tell(`nor could readers be shown the rest: ${messageOf(second)}`),
    );
    throw error;
  }
  await publish();
  return result;
}
