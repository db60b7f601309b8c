import { nothingVerified, wasVerified, withRun } from './verified';

const range = (partition: number, from: number, to: number) => ({ partition, from, to });
const first = withRun(nothingVerified('orders'), [range(0, 0, 10), range(1, 0, 5)], [range(0, 6, 8)]);

it('remembers how far a clean run went and where there were no records', () => {
  expect(first.partitions).toEqual([
    { partition: 0, to: 10, notRecords: [[6, 8]] },
    { partition: 1, to: 5, notRecords: [] },
  ]);
  expect(wasVerified(first, range(0, 6, 8))).toBe(true);
  expect(wasVerified(first, range(0, 6, 9))).toBe(false);
  expect(wasVerified(first, range(1, 1, 2))).toBe(false);
});

it('goes on where the last run ended', () => {
  expect(withRun(first, [range(0, 10, 20)], [range(0, 15, 16)]).partitions[0]).toEqual({
    partition: 0,
    to: 20,
    notRecords: [
      [6, 8],
      [15, 16],
    ],
  });
});

it('does not claim what lies between two runs', () => {
  expect(withRun(first, [range(0, 11, 20)], [])).toEqual(first);
});

it('is not changed by a run over a part that is verified', () => {
  expect(withRun(first, [range(0, 0, 5)], [])).toEqual(first);
});
