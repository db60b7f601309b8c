import type { Changes, LedgerSnapshot } from '@clickstream/warehouse';

/** Rows and snapshots that are in the lake and not in the warehouse. */
export interface Pending {
  readonly snapshots: number;
  readonly rows: number;
}

/** A unit of work that is durable. */
export interface Applied {
  readonly snapshots: readonly LedgerSnapshot[];
  readonly rows: number;
  readonly changes: Changes;
  /** From the first file copied to the commit. */
  readonly seconds: number;
}

/** Is told what a load does, as it does it: for people (progress) and for machines (metrics). */
export interface Observer {
  /** What a table lacks, each time it is looked at. */
  pending(table: string, pending: Pending): void;
  applied(table: string, unit: Applied): void;
}

/** Tells several observers, in order. */
export function observedBy(...observers: readonly Observer[]): Observer {
  return {
    pending(table, pending) {
      for (const observer of observers) observer.pending(table, pending);
    },
    applied(table, unit) {
      for (const observer of observers) observer.applied(table, unit);
    },
  };
}
