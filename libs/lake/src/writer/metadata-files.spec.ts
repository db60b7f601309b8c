import { readAvro } from '../avro';
import { readManifest, readManifestList } from '../manifest';
import { readRecorded, recordedSnapshot } from '../testing';
import { manifestListOf, manifestOf, type NewFile } from './metadata-files';

const bound = Buffer.from([7, 0, 0, 0]);
const FILE: NewFile = {
  location: 's3://lake/verified/data/a.parquet',
  rows: 3,
  bytes: 99,
  bounds: new Map([[2, { lower: bound, upper: bound }]]),
};
const OWNER = { snapshotId: 6_000_000_000_000_000_001n, sequence: 8n, schema: '{}', specId: 0 };
const AT = { location: 's3://lake/verified/metadata/m0.avro', bytes: 500 };

it('writes manifests that a reader of the specification understands', async () => {
  const manifest = manifestOf([FILE], OWNER);
  expect(manifest.toString('latin1')).toContain('"field-id":134');
  expect(await readManifest(manifest, { location: AT.location, content: 'data', addedBy: '1' })).toEqual([
    { ...FILE, addedBy: '6000000000000000001' },
  ]);
});

it('begins the list of an empty table with the new manifest', async () => {
  const list = await manifestListOf(AT, [FILE], OWNER, undefined);
  expect(await readManifestList(list, 'list')).toEqual([
    { location: AT.location, content: 'data', addedBy: '6000000000000000001' },
  ]);
  expect(await readAvro(list, 'list')).toMatchObject([
    { added_rows_count: 3n, sequence_number: 8n, min_sequence_number: 8n, partition_spec_id: 0 },
  ]);
});

it('carries over what others wrote, in every field', async () => {
  const { manifestList } = recordedSnapshot('1780004888503957762');
  const bytes = await readRecorded(manifestList);
  const list = await manifestListOf(AT, [FILE], OWNER, { location: manifestList, bytes });
  const [before, after] = [await readAvro(bytes, manifestList), await readAvro(list, 'list')];
  expect(after).toHaveLength(before.length + 1);
  for (const [index, line] of before.entries()) expect(after[index]).toMatchObject(line as object);
});
