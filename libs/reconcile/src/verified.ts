import { union, without, type OffsetRange } from './range';

/** What clean runs have verified, kept for the time when Kafka no longer holds the records. */
export interface Verified {
  readonly ranges: readonly OffsetRange[];
  /** The offsets of them that held no record: transaction markers and aborted records. */
  readonly notRecords: readonly OffsetRange[];
}

export const NOTHING_VERIFIED: Verified = { ranges: [], notRecords: [] };

/**
 * Where a run goes on that shall leave no hole: at the end of the first verified range of the partition. What lies before
 * it was never part of a run, as with records that were gone before the platform began.
 */
export function verifiedTo({ ranges }: Verified, partition: number): number {
  return union(ranges).find((range) => range.partition === partition)?.to ?? 0;
}

/** What a clean run adds to what was known. */
export function newIn(verified: Verified, run: Verified): Verified {
  return {
    ranges: without(run.ranges, verified.ranges),
    notRecords: without(run.notRecords, verified.notRecords),
  };
}
