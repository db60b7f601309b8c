import { addedFiles, liveFiles } from './data-files';
import { rangeOf } from './ranges';
import { readRecorded, recordedSnapshot, recordedTable } from './testing';

const LAST_APPEND = '6558051469517657862';

function column(name: string) {
  const found = recordedTable().columns.find((one) => one.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
}

describe('the range of a column over files', () => {
  it('is what Spark wrote, over all files', async () => {
    const files = await liveFiles(recordedSnapshot(LAST_APPEND), readRecorded);
    const days = files.flatMap((file) => /day=([\d-]+)/.exec(file.location)?.[1] ?? []).sort();
    const range = rangeOf(files, column('occurred_at'));
    expect([range?.from.slice(0, 10), range?.to.slice(0, 10)]).toEqual([days[0], days.at(-1)]);
  });

  it('is one instant for one row', async () => {
    const range = rangeOf(
      await addedFiles(recordedSnapshot(LAST_APPEND), readRecorded),
      column('occurred_at'),
    );
    expect(range?.from).toBe(range?.to);
    expect(range?.from).toMatch(/^2015-05-19 \d\d:\d\d:\d\d\.\d{6}\+00$/);
  });

  it.each([
    [-1n, '1969-12-31 23:59:59.999999+00'],
    [0n, '1970-01-01 00:00:00.000000+00'],
    [1_431_857_103_000_001n, '2015-05-17 10:05:03.000001+00'],
  ])('shows %d microseconds as an instant', (micros, shown) => {
    const value = Buffer.alloc(8);
    value.writeBigInt64LE(micros);
    expect(rangeOf([file(value)], { id: 1, name: 't', type: 'timestamptz', required: true })).toEqual({
      from: shown,
      to: shown,
    });
  });

  it('shows days as dates', () => {
    const value = Buffer.alloc(4);
    value.writeInt32LE(16_572);
    expect(rangeOf([file(value)], { id: 1, name: 'd', type: 'date', required: true })?.from).toBe(
      '2015-05-17',
    );
  });

  it.each([
    ['a file has no statistics of it', [file(Buffer.alloc(8)), file()], 'timestamptz'],
    ['its statistics are cut', [file(Buffer.alloc(3))], 'timestamptz'],
    ['it is of another type', [file(Buffer.alloc(8))], 'string'],
    ['there are no files', [], 'timestamptz'],
  ])('is unknown when %s', (_why, files, type) => {
    expect(rangeOf(files, { id: 1, name: 'c', type, required: true })).toBeUndefined();
  });
});

function file(value?: Uint8Array) {
  const bounds = new Map(value ? [[1, { lower: value, upper: value }]] : []);
  return { location: 's3://lake/f.parquet', rows: 1, bytes: 1, bounds };
}
