import { z } from 'zod';
import { readAvro } from './avro';
import { lakeMetadataBroken } from './errors';
import type { SnapshotId } from './table';

/** A line of a manifest list: one manifest of a snapshot. */
export interface ManifestReference {
  readonly location: string;
  readonly content: 'data' | 'deletes';
  /** The snapshot that wrote the manifest; its entries may be older when manifests were merged. */
  readonly addedBy: SnapshotId;
}

export interface DataFile {
  readonly location: string;
  readonly rows: number;
  readonly bytes: number;
}

/** A data file and the snapshot that brought it in. */
export interface LiveFile extends DataFile {
  readonly addedBy: SnapshotId;
}

const id = z.bigint().transform(String);
const count = z.bigint().nonnegative().transform(Number);

/** Field names by the Iceberg specification, "Manifest Lists"; content 0 = data, 1 = deletes. */
const referenceSchema = z
  .object({
    manifest_path: z.string(),
    content: z.union([z.literal(0), z.literal(1)]),
    added_snapshot_id: id,
  })
  .transform((raw): ManifestReference => ({
    location: raw.manifest_path,
    content: raw.content === 0 ? 'data' : 'deletes',
    addedBy: raw.added_snapshot_id,
  }));

/** "Manifests": status 0 = existing, 1 = added, 2 = deleted. A null snapshot id means that of the manifest. */
const entrySchema = z.object({
  status: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  snapshot_id: id.nullable(),
  data_file: z.object({
    file_path: z.string(),
    file_format: z.string().refine((format) => format.toLowerCase() === 'parquet', 'only Parquet is read'),
    record_count: count,
    file_size_in_bytes: count,
  }),
});

const DELETED = 2;

/** @throws PlatformError LAKE_METADATA_BROKEN */
export async function readManifestList(bytes: Uint8Array, location: string): Promise<ManifestReference[]> {
  return parse(z.array(referenceSchema), await readAvro(bytes, location), location);
}

/**
 * The files of a manifest that are part of the table, with the snapshot that added each.
 *
 * @throws PlatformError LAKE_METADATA_BROKEN
 */
export async function readManifest(bytes: Uint8Array, manifest: ManifestReference): Promise<LiveFile[]> {
  const entries = parse(z.array(entrySchema), await readAvro(bytes, manifest.location), manifest.location);
  return entries
    .filter((entry) => entry.status !== DELETED)
    .map((entry) => ({
      location: entry.data_file.file_path,
      rows: entry.data_file.record_count,
      bytes: entry.data_file.file_size_in_bytes,
      addedBy: entry.snapshot_id ?? manifest.addedBy,
    }));
}

function parse<T>(schema: z.ZodType<T>, records: unknown[], location: string): T {
  const parsed = schema.safeParse(records);
  if (parsed.success) return parsed.data;
  throw lakeMetadataBroken(location, z.prettifyError(parsed.error).replace(/\s+/g, ' '));
}
