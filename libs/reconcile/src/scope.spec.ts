import { rangesOf } from './scope';
import type { TableFile } from './shelf';
import { NOTHING_VERIFIED } from './verified';

/** A file with offsets and broker times, both inclusive; a millisecond is a second in these tests. */
function file(partition: number, offsets: [number, number], times: [number, number]): TableFile {
  const extents: Record<string, [number, number]> = {
    partition: [partition, partition],
    offset: offsets,
    kafka_timestamp: [times[0] * 1000, times[1] * 1000],
  };
  return {
    path: '',
    extent: (column) => {
      const [least, greatest] = extents[column] ?? [0, 0];
      return { least: BigInt(least), greatest: BigInt(greatest) };
    },
  };
}

/** Offset 10 of partition 0 is missing between two files. */
const RAW = [
  file(0, [0, 9], [100, 109]),
  file(0, [11, 19], [111, 119]),
  file(0, [20, 29], [120, 129]),
  file(1, [0, 4], [100, 200]),
];
const HORIZON = new Map([
  [0, 30],
  [1, 5],
]);
const range = (partition: number, from: number, to: number) => ({ partition, from, to });
const between = (fromMs?: number, toMs?: number) =>
  rangesOf({ kind: 'between', fromMs, toMs }, HORIZON, NOTHING_VERIFIED, RAW);

it('is everything, or what comes after the last clean run', () => {
  expect(rangesOf({ kind: 'all' }, HORIZON, NOTHING_VERIFIED, RAW)).toEqual([
    range(0, 0, 30),
    range(1, 0, 5),
  ]);
  const verified = { ranges: [range(0, 0, 12), range(1, 0, 5)], notRecords: [] };
  expect(rangesOf({ kind: 'since_last' }, HORIZON, verified, RAW)).toEqual([range(0, 12, 30)]);
});

it('is the data files of a time, with what is missing at their border', () => {
  expect(between(112, 118)).toEqual([range(0, 10, 20), range(1, 0, 5)]);
  expect(between(105, 120)).toEqual([range(0, 0, 20), range(1, 0, 5)]);
  expect(between(undefined, 110)).toEqual([range(0, 0, 11), range(1, 0, 5)]);
});

it('reaches to the horizon when nothing newer is known, and is empty before the first record', () => {
  expect(between(125)).toEqual([range(0, 20, 30), range(1, 0, 5)]);
  expect(between(500)).toEqual([]);
  expect(between(0, 50)).toEqual([]);
});

it('is everything when the statistics do not tell', () => {
  const unknown: TableFile[] = [{ path: '', extent: () => undefined }];
  expect(rangesOf({ kind: 'between', fromMs: 1, toMs: 2 }, HORIZON, NOTHING_VERIFIED, unknown)).toEqual([
    range(0, 0, 30),
    range(1, 0, 5),
  ]);
});
