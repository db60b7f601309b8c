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
