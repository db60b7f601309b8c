import fc from 'fast-check';
import { offsetsIn, pieces, union, within, without, type OffsetRange } from './range';

const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }))
    .map(([partition, from, length]): OffsetRange => ({ partition, from, to: from + length })),
  { maxLength: 8 },
);

const setOf = (all: readonly OffsetRange[]): Set<string> =>
  new Set(
    all.flatMap(({ partition, from, to }) =>
      Array.from({ length: to - from }, (_, n) => `${partition}/${from + n}`),
    ),
  );
const sorted = (set: Iterable<string>): string[] => [...set].sort();

it('joins, subtracts and intersects like sets of offsets, without overlaps', () => {
  fc.assert(
    fc.property(ranges, ranges, (left, right) => {
      const [a, b] = [setOf(left), setOf(right)];
      for (const [found, expected] of [
        [union(left), a],
        [without(left, right), [...a].filter((offset) => !b.has(offset))],
        [within(left, right), [...a].filter((offset) => b.has(offset))],
      ] as const) {
        expect(sorted(setOf(found))).toEqual(sorted(expected));
        expect(offsetsIn(found)).toBe(new Set(expected).size);
      }
    }),
  );
});

it('joins what touches', () => {
  expect(
    union([
      { partition: 0, from: 5, to: 9 },
      { partition: 0, from: 0, to: 5 },
    ]),
  ).toEqual([{ partition: 0, from: 0, to: 9 }]);
});

it('cuts ranges into pieces that are no larger than asked', () => {
  expect([...pieces([{ partition: 3, from: 10, to: 25 }], 10)]).toEqual([
    { partition: 3, from: 10, to: 20 },
    { partition: 3, from: 20, to: 25 },
  ]);
});
