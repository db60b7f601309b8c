import { cutFiles, sumRows } from './batches';

function files(...rows: number[]) {
  return rows.map((count, index) => ({ location: `${index}`, rows: count, bytes: 1, bounds: new Map() }));
}

describe('batches of files', () => {
  it.each([
    [
      'by rows',
      [3, 3, 3, 1],
      { files: 9, rows: 6 },
      [
        [3, 3],
        [3, 1],
      ],
    ],
    ['by files', [1, 1, 1], { files: 2, rows: 9 }, [[1, 1], [1]]],
    ['with a file that is too large alone', [1, 99, 1], { files: 9, rows: 6 }, [[1], [99], [1]]],
    ['none of none', [], { files: 9, rows: 6 }, []],
  ])('are cut %s', (_how, rows, bounds, expected) => {
    const cut = cutFiles(files(...rows), bounds);
    expect(cut.map((batch) => batch.map((file) => file.rows))).toEqual(expected);
    expect(sumRows(cut.flat())).toBe(sumRows(files(...rows)));
  });
});
