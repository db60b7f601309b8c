import { z } from 'zod';
import { lakeMetadataBroken } from '../errors';

const id = z.union([z.int(), z.bigint()]).transform(BigInt);

/** Of the catalog's answer to "load table" what somebody who appends must know. */
const stateSchema = z.object({
  metadata: z.object({
    'format-version': z.literal(2),
    'table-uuid': z.string(),
    location: z.string(),
    'last-sequence-number': z.int(),
    'current-snapshot-id': id.nullish(),
    'current-schema-id': z.int(),
    'default-spec-id': z.int(),
    schemas: z.array(z.looseObject({ 'schema-id': z.int() })),
    'partition-specs': z.array(z.object({ 'spec-id': z.int(), fields: z.array(z.unknown()) })),
    snapshots: z
      .array(
        z.object({
          'snapshot-id': id,
          'manifest-list': z.string(),
          summary: z.record(z.string(), z.string()),
        }),
      )
      .nullish(),
  }),
});

/** An unpartitioned table at the moment when it was loaded. */
export interface TableState {
  readonly uuid: string;
  readonly location: string;
  readonly sequence: number;
  readonly schemaId: number;
  /** JSON of the current schema. */
  readonly schema: string;
  readonly specId: number;
  readonly current: StoredSnapshot | undefined;
  readonly snapshotIds: ReadonlySet<bigint>;
}

export interface StoredSnapshot {
  readonly id: bigint;
  readonly manifestList: string;
  readonly summary: Readonly<Record<string, string>>;
}

/** @throws PlatformError LAKE_METADATA_BROKEN, also for a partitioned table: no writer of ours appends to one. */
export function tableState(where: string, response: unknown): TableState {
  const parsed = stateSchema.safeParse(response);
  if (!parsed.success) throw lakeMetadataBroken(where, z.prettifyError(parsed.error).replace(/\s+/g, ' '));
  const { metadata } = parsed.data;
  const specId = metadata['default-spec-id'];
  const spec = metadata['partition-specs'].find((one) => one['spec-id'] === specId);
  if (spec?.fields.length !== 0)
    throw lakeMetadataBroken(where, 'the table is partitioned, and should not be');
  const schemaId = metadata['current-schema-id'];
  const snapshots = (metadata.snapshots ?? []).map((one) => ({
    id: one['snapshot-id'],
    manifestList: one['manifest-list'],
    summary: one.summary,
  }));
  return {
    uuid: metadata['table-uuid'],
    location: metadata.location,
    sequence: metadata['last-sequence-number'],
    schemaId,
    schema: JSON.stringify(metadata.schemas.find((one) => one['schema-id'] === schemaId)),
    specId,
    current: snapshots.find((one) => one.id === metadata['current-snapshot-id']),
    snapshotIds: new Set(snapshots.map((one) => one.id)),
  };
}
