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

/** The same offsets as few ranges, in order; none is empty. */
export function union(ranges: readonly OffsetRange[]): OffsetRange[] {
  const merged: OffsetRange[] = [];
  const ordered = ranges
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.partition - b.partition || a.from - b.from);
  for (const range of ordered) {
    const last = merged.at(-1);
    if (last?.partition === range.partition && range.from <= last.to)
      merged[merged.length - 1] = { ...last, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged;
}

/** The parts of ranges that are in none of the others. */
export function without(ranges: readonly OffsetRange[], others: readonly OffsetRange[]): OffsetRange[] {
  const taken = union(others);
  const rest: OffsetRange[] = [];
  let next = 0;
  for (const { partition, from, to } of union(ranges)) {
    let start = from;
    while (next < taken.length && isBefore(taken[next] as OffsetRange, partition, from)) next += 1;
    for (let at = next; at < taken.length; at += 1) {
      const other = taken[at] as OffsetRange;
      if (other.partition !== partition || other.from >= to) break;
      if (other.from > start) rest.push({ partition, from: start, to: other.from });
      start = Math.max(start, other.to);
    }
    if (start < to) rest.push({ partition, from: start, to });
  }
  return rest;
}

function isBefore(range: OffsetRange, partition: number, offset: number): boolean {
  return range.partition < partition || (range.partition === partition && range.to <= offset);
}

/** The parts of ranges that are in some of the others. */
export function within(ranges: readonly OffsetRange[], others: readonly OffsetRange[]): OffsetRange[] {
  return without(ranges, without(ranges, others));
}

/** SQL: is the record of a row (its columns `partition` and `offset`) in one of the ranges? */
export function placesIn(ranges: readonly OffsetRange[]): string {
  const each = ranges.map(
    ({ partition, from, to }) => `(partition = ${partition} AND "offset" >= ${from} AND "offset" < ${to})`,
  );
  return each.length > 0 ? each.join(' OR ') : 'false';
}
