import { addedFiles, liveFiles } from './data-files';
import { readRecorded, recordedSnapshot } from './testing';

const SECOND_APPEND = '1780004888503957762';
const LAST_APPEND = '6558051469517657862';

describe('the files of a snapshot', () => {
  it('are those that it added itself, with rows and bytes', async () => {
    const files = await addedFiles(recordedSnapshot(LAST_APPEND), readRecorded);
    expect(files).toEqual([
      {
        location:
          's3://lake/clickstream/events_tiny/data/occurred_at_day=2015-05-19/' +
          '00000-14-4716b7a3-6ce8-4d4b-bb72-5fdf9c28c05a-0-00001.parquet',
        rows: 1,
        bytes: 2216,
        bounds: expect.any(Map),
      },
    ]);
  });

  it('do not make it read the manifests of its ancestors', async () => {
    const read: string[] = [];
    const files = await addedFiles(recordedSnapshot(SECOND_APPEND), (location) => {
      read.push(location);
      return readRecorded(location);
    });
    expect(files.map((file) => file.rows)).toEqual([1, 1, 1, 1]);
    expect(read.map((location) => location.replace(/.*\//, ''))).toEqual([
      'snap-1780004888503957762-1-2e21a657-62b4-417f-a95e-6bb8cd8b1881.avro',
      '2e21a657-62b4-417f-a95e-6bb8cd8b1881-m0.avro',
    ]);
  });

  it('are all that the table holds there, when asked so', async () => {
    const [second, last] = [
      await liveFiles(recordedSnapshot(SECOND_APPEND), readRecorded),
      await liveFiles(recordedSnapshot(LAST_APPEND), readRecorded),
    ];
    expect([second.length, last.length]).toEqual([8, 5]);
    expect(last.reduce((sum, file) => sum + file.rows, 0)).toBe(13);
  });

  it('must add up to what the snapshot declares', async () => {
    const snapshot = recordedSnapshot(LAST_APPEND);
    const lying = { ...snapshot, summary: { ...snapshot.summary, 'added-records': '2' } };
    await expect(addedFiles(lying, readRecorded)).rejects.toMatchObject({
      code: 'LAKE_METADATA_BROKEN',
      message: `snapshot ${LAST_APPEND} declares 1 files with 2 rows, its manifests hold 1 with 1`,
    });
  });

  it.each([
    ['cut', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 20)],
    ['empty', () => new Uint8Array()],
    ['of another format', () => Buffer.from('PAR1 hello')],
    [
      'flipped',
      (bytes: Uint8Array) =>
        Uint8Array.from(bytes, (byte, at) => (at === bytes.length - 40 ? byte ^ 0xff : byte)),
    ],
  ])('are refused when a metadata file is %s', async (_what, damage) => {
    const snapshot = recordedSnapshot(LAST_APPEND);
    const read = async (location: string): Promise<Uint8Array> => damage(await readRecorded(location));
    await expect(addedFiles(snapshot, read)).rejects.toMatchObject({
      code: 'LAKE_METADATA_BROKEN',
      where: snapshot.manifestList,
    });
  });
});
