import { streams } from 'avsc';
import { liveFiles } from './data-files';
import { readManifest } from './manifest';
import { recordedSnapshot } from './testing';

const LIST_SCHEMA = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    { name: 'manifest_path', type: 'string' },
    { name: 'content', type: 'int' },
    { name: 'added_snapshot_id', type: 'long' },
  ],
} as const;

const MANIFEST_SCHEMA = {
  type: 'record',
  name: 'manifest_entry',
  fields: [
    { name: 'status', type: 'int' },
    { name: 'snapshot_id', type: ['null', 'long'] },
    {
      name: 'data_file',
      type: {
        type: 'record',
        name: 'r2',
        fields: [
          { name: 'file_path', type: 'string' },
          { name: 'file_format', type: 'string' },
          { name: 'record_count', type: 'long' },
          { name: 'file_size_in_bytes', type: 'long' },
        ],
      },
    },
  ],
} as const;

async function avro(schema: unknown, records: unknown[]): Promise<Uint8Array> {
  const encoder = new streams.BlockEncoder(schema as never);
  for (const record of records) encoder.write(record);
  encoder.end();
  return Buffer.concat(await encoder.toArray());
}

const REFERENCE = { location: 's3://lake/m0.avro', content: 'data', addedBy: '42' } as const;

function entry(status: number, snapshotId: number | null, path: string, format = 'PARQUET'): unknown {
  return {
    status,
    snapshot_id: snapshotId,
    data_file: { file_path: path, file_format: format, record_count: 10, file_size_in_bytes: 100 },
  };
}

describe('readManifest', () => {
  it('leaves out deleted entries and fills a missing snapshot id from the manifest', async () => {
    const bytes = await avro(MANIFEST_SCHEMA, [
      entry(1, null, 'new'),
      entry(0, 7, 'old'),
      entry(2, 42, 'gone'),
    ]);
    const files = await readManifest(bytes, REFERENCE);
    expect(files.map((file) => [file.location, file.addedBy])).toEqual([
      ['new', '42'],
      ['old', '7'],
    ]);
  });

  it('refuses data that is not Parquet', async () => {
    const bytes = await avro(MANIFEST_SCHEMA, [entry(1, null, 'new', 'ORC')]);
    await expect(readManifest(bytes, REFERENCE)).rejects.toMatchObject({
      code: 'LAKE_METADATA_BROKEN',
      message: expect.stringContaining('only Parquet is read'),
    });
  });
});

it('refuses a table with row-level deletes: their rows would be loaded as if they lived', async () => {
  const list = await avro(LIST_SCHEMA, [
    { manifest_path: 's3://lake/deletes.avro', content: 1, added_snapshot_id: 1 },
  ]);
  const snapshot = recordedSnapshot('6558051469517657862');
  await expect(liveFiles(snapshot, () => Promise.resolve(list))).rejects.toMatchObject({
    code: 'LAKE_DELETES_UNSUPPORTED',
    where: 's3://lake/deletes.avro',
  });
});
