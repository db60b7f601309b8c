import { readAvro } from '../avro';
import type { Bounds } from '../manifest';
import { MANIFEST_ENTRY, MANIFEST_FILE } from './avro-schemas';
import { writeAvro } from './avro-writer';

/** A data file that is in the store and in no table yet. */
export interface NewFile {
  readonly location: string;
  readonly rows: number;
  readonly bytes: number;
  /** By column id. */
  readonly bounds: ReadonlyMap<number, Bounds>;
}

/** What a manifest says of the table that it belongs to. */
export interface ManifestOwner {
  readonly snapshotId: bigint;
  readonly sequence: bigint;
  /** JSON of the schema. */
  readonly schema: string;
  readonly specId: number;
}

const ADDED = 1;

/** The manifest of files that one snapshot adds to an unpartitioned table. */
export function manifestOf(files: readonly NewFile[], { snapshotId, schema, specId }: ManifestOwner): Buffer {
  const entries = files.map(({ location, rows, bytes, bounds }) => ({
    status: ADDED,
    snapshot_id: snapshotId,
    // Inherited from the manifest list, as the specification has it for a new file.
    sequence_number: null,
    file_sequence_number: null,
    data_file: {
      content: 0,
      file_path: location,
      file_format: 'PARQUET',
      partition: {},
      record_count: BigInt(rows),
      file_size_in_bytes: BigInt(bytes),
      lower_bounds: pairs(bounds, 'lower'),
      upper_bounds: pairs(bounds, 'upper'),
    },
  }));
  return writeAvro(MANIFEST_ENTRY, entries, {
    schema,
    'partition-spec': '[]',
    'partition-spec-id': String(specId),
    'format-version': '2',
    content: 'data',
  });
}

function pairs(bounds: ReadonlyMap<number, Bounds>, side: keyof Bounds): object[] {
  return [...bounds].map(([key, bound]) => ({ key, value: Buffer.from(bound[side]) }));
}

/** @param parent Bytes of the parent's manifest list, whose manifests stay part of the table. */
export async function manifestListOf(
  manifest: { readonly location: string; readonly bytes: number },
  files: readonly NewFile[],
  { snapshotId, sequence, specId }: ManifestOwner,
  parent: { readonly location: string; readonly bytes: Uint8Array } | undefined,
): Promise<Buffer> {
  const added = {
    manifest_path: manifest.location,
    manifest_length: BigInt(manifest.bytes),
    partition_spec_id: specId,
    content: 0,
    sequence_number: sequence,
    min_sequence_number: sequence,
    added_snapshot_id: snapshotId,
    added_files_count: files.length,
    existing_files_count: 0,
    deleted_files_count: 0,
    added_rows_count: BigInt(files.reduce((sum, file) => sum + file.rows, 0)),
    existing_rows_count: 0n,
    deleted_rows_count: 0n,
    partitions: [],
    key_metadata: null,
  };
  const kept = parent ? await readAvro(parent.bytes, parent.location) : [];
  return writeAvro(MANIFEST_FILE, [...kept, added], { 'format-version': '2' });
}
