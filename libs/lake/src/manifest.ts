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
  /** By column id; a column without statistics, or with NULLs only, has none. */
  readonly bounds: ReadonlyMap<number, Bounds>;
}

/** Least and greatest value of a column in a file, each in Iceberg's binary form ("Binary single-value serialization"). */
export interface Bounds {
  readonly lower: Uint8Array;
  readonly upper: Uint8Array;
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

const boundSchema = z
  .array(z.object({ key: z.int(), value: z.instanceof(Uint8Array) }))
  .nullish()
  .transform((entries) => new Map((entries ?? []).map(({ key, value }) => [key, value])));

/** "Manifests": status 0 = existing, 1 = added, 2 = deleted. A null snapshot id means that of the manifest. */
const entrySchema = z.object({
  status: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  snapshot_id: id.nullable(),
  data_file: z.object({
    file_path: z.string(),
    file_format: z.string().refine((format) => format.toLowerCase() === 'parquet', 'only Parquet is read'),
    record_count: count,
    file_size_in_bytes: count,
    lower_bounds: boundSchema,
    upper_bounds: boundSchema,
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
      bounds: boundsOf(entry.data_file.lower_bounds, entry.data_file.upper_bounds),
      addedBy: entry.snapshot_id ?? manifest.addedBy,
    }));
}

function boundsOf(
  lower: ReadonlyMap<number, Uint8Array>,
  upper: ReadonlyMap<number, Uint8Array>,
): Map<number, Bounds> {
  const bounds = new Map<number, Bounds>();
  for (const [column, value] of lower) {
    const greatest = upper.get(column);
    if (greatest) bounds.set(column, { lower: value, upper: greatest });
  }
  return bounds;
}

function parse<T>(schema: z.ZodType<T>, records: unknown[], location: string): T {
  const parsed = schema.safeParse(records);
  if (parsed.success) return parsed.data;
  throw lakeMetadataBroken(location, z.prettifyError(parsed.error).replace(/\s+/g, ' '));
}
