import { z } from 'zod';
import { lakeMetadataBroken } from './errors';

/** What a snapshot did, in Iceberg's words. */
export type Operation = 'append' | 'replace' | 'overwrite' | 'delete';

/** A 64-bit id in decimal digits: it does not fit a JavaScript number and is never computed with. */
export type SnapshotId = string;

export interface Snapshot {
  readonly id: SnapshotId;
  /** Absent on the first snapshot of a table. */
  readonly parentId?: SnapshotId;
  /** Grows by one per commit. */
  readonly sequence: number;
  /** Commit time, epoch milliseconds. */
  readonly committedAtMs: number;
  readonly operation: Operation;
  /** Location of the manifest list. */
  readonly manifestList: string;
  /** Counts and properties by Iceberg's names, as `added-records`. */
  readonly summary: Readonly<Record<string, string>>;
  /** The schema that its writer knew; absent when the writer did not say. */
  readonly schemaId?: number;
}

export interface LakeColumn {
  /** Stays the same when the column is renamed; statistics are kept by it. */
  readonly id: number;
  readonly name: string;
  /** Iceberg's type; nested types are given as `struct`, `list` or `map`. */
  readonly type: string;
  readonly required: boolean;
}

export interface LakeTable {
  readonly namespace: string;
  readonly name: string;
  /** Newest snapshot of the main branch; absent while the table is empty. */
  readonly currentSnapshotId?: SnapshotId;
  /** All snapshots that the table still knows, of every branch. */
  readonly snapshots: ReadonlyMap<SnapshotId, Snapshot>;
  /** Columns of the current schema. */
  readonly columns: readonly LakeColumn[];
  /** Columns of every schema that the table ever had, by schema id. */
  readonly schemas: ReadonlyMap<number, readonly LakeColumn[]>;
}

const id = z.union([z.int(), z.bigint()]).transform(String);

const snapshotSchema = z
  .object({
    'snapshot-id': id,
    'parent-snapshot-id': id.nullish(),
    'sequence-number': z.int(),
    'timestamp-ms': z.int(),
    'manifest-list': z.string(),
    'schema-id': z.int().nullish(),
    summary: z
      .object({ operation: z.enum(['append', 'replace', 'overwrite', 'delete']) })
      .catchall(z.string()),
  })
  .transform((raw): Snapshot => ({
    id: raw['snapshot-id'],
    parentId: raw['parent-snapshot-id'] ?? undefined,
    sequence: raw['sequence-number'],
    committedAtMs: raw['timestamp-ms'],
    operation: raw.summary.operation,
    manifestList: raw['manifest-list'],
    summary: raw.summary,
    schemaId: raw['schema-id'] ?? undefined,
  }));

const schemaSchema = z.object({
  'schema-id': z.int(),
  fields: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      required: z.boolean(),
      type: z.union([z.string(), z.object({ type: z.string() }).transform((nested) => nested.type)]),
    }),
  ),
});

const responseSchema = z.object({
  metadata: z.object({
    'format-version': z.literal(2, 'only Iceberg format version 2 is read'),
    'current-snapshot-id': id.nullish(),
    'current-schema-id': z.int(),
    schemas: z.array(schemaSchema),
    snapshots: z.array(snapshotSchema).nullish(),
  }),
});

/** An empty table has no current snapshot; older writers say so with this id. */
const NO_SNAPSHOT = '-1';

/**
 * Reads the catalog's answer to "load table" (Iceberg REST specification, `LoadTableResult`).
 *
 * @throws PlatformError LAKE_METADATA_BROKEN that names the violation.
 */
export function parseTable(namespace: string, name: string, response: unknown): LakeTable {
  const where = `${namespace}.${name}`;
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) throw lakeMetadataBroken(where, z.prettifyError(parsed.error).replace(/\s+/g, ' '));
  const { metadata } = parsed.data;
  const schemas = new Map(metadata.schemas.map((schema) => [schema['schema-id'], schema.fields]));
  const columns = schemas.get(metadata['current-schema-id']);
  if (!columns) throw lakeMetadataBroken(where, `there is no schema ${metadata['current-schema-id']}`);
  const current = metadata['current-snapshot-id'];
  return {
    namespace,
    name,
    currentSnapshotId: current && current !== NO_SNAPSHOT ? current : undefined,
    snapshots: new Map((metadata.snapshots ?? []).map((snapshot) => [snapshot.id, snapshot])),
    columns,
    schemas,
  };
}
