import type { OffsetSpan } from '@clickstream/kafka';

/** Offsets stay below 2^53: at 1 M records/s for 285 years. */
export type OffsetRange = OffsetSpan;

/** Cuts ranges into pieces of bounded size, so that what is compared at a time fits the memory. */
export function* pieces(ranges: readonly OffsetRange[], size: number): Generator<OffsetRange> {
  for (const { partition, from, to } of ranges) {
    for (let start = from; start < to; start += size) {
      yield { partition, from: start, to: Math.min(start + size, to) };
    }
  }
}

export function offsetsIn(ranges: readonly OffsetRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
