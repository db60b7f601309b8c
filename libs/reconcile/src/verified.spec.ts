import { newIn, NOTHING_VERIFIED, verifiedTo } from './verified';

const range = (partition: number, from: number, to: number) => ({ partition, from, to });

it('goes on at the end of the first verified range, so that a look in between leaves no hole', () => {
  const verified = { ranges: [range(0, 4, 10), range(0, 10, 20), range(0, 50, 60)], notRecords: [] };
  expect(verifiedTo(verified, 0)).toBe(20);
  expect(verifiedTo(verified, 1)).toBe(0);
  expect(verifiedTo(NOTHING_VERIFIED, 0)).toBe(0);
});

it('adds only what no earlier run has verified', () => {
  const verified = { ranges: [range(0, 0, 10)], notRecords: [range(0, 6, 8)] };
  const run = { ranges: [range(0, 5, 20), range(1, 0, 3)], notRecords: [range(0, 6, 8), range(0, 15, 16)] };
  expect(newIn(verified, run)).toEqual({
    ranges: [range(0, 10, 20), range(1, 0, 3)],
    notRecords: [range(0, 15, 16)],
  });
});
