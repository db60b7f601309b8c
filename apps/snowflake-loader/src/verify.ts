import { PlatformError } from '@clickstream/errors';
import type { Lake, LakeTable, Snapshot } from '@clickstream/lake';
import type { Warehouse } from '@clickstream/warehouse';
import { sumRows } from './batches';
import { commandLine } from './failures';
import type { Verification } from './outputs';
import type { Staging } from './staging';
import type { LoadPlan, Target } from './target';
import { BOUNDS } from './units';

export interface Verifier {
  readonly plan: LoadPlan;
  readonly lake: Lake;
  readonly namespace: string;
  readonly warehouse: Warehouse;
  readonly staging: Staging;
}

type TableVerification = Verification['tables'][number];

/**
 * Compares every table, as readers see it, with the rows that the lake had at the snapshot that was loaded last, or has now
 * when none ever was. It reads the files of the lake anew; what the loader remembers of them does not count.
 *
 * @throws PlatformError VERIFY_EXPIRED when the lake does not know that snapshot any more.
 */
export async function verify(verifier: Verifier): Promise<Verification> {
  const tables: TableVerification[] = [];
  for (const target of verifier.plan.targets) tables.push(await verifyTable(verifier, target));
  const { pipeline } = verifier.plan.schema;
  return { pipeline, equal: tables.every((table) => table.equal), tables };
}

async function verifyTable(verifier: Verifier, { source, table }: Target): Promise<TableVerification> {
  const { plan, lake, namespace, warehouse, staging } = verifier;
  const { schema } = plan;
  const position = await warehouse.read((session) => session.position(schema.pipeline, table.name));
  const lakeTable = await lake.table(namespace, source);
  const snapshot = position === undefined ? newestOf(lakeTable) : snapshotAt(lakeTable, position);
  const files = snapshot ? await lake.liveFiles(snapshot) : [];
  const batches = staging.batches(files, BOUNDS);
  const comparison = await warehouse.read((session) =>
    session.compare({ schema, table, rows: sumRows(files), batches }),
  );
  if (!comparison) throw notLoaded(schema.pipeline);
  const { missing, extra, changed } = comparison;
  return {
    table: table.name,
    source,
    position: position ?? null,
    equal: missing + extra + changed === 0,
    ...comparison,
    examples: [...comparison.examples],
  };
}

/** A table that was never loaded lacks all that the lake has now: an empty warehouse is not equal to a full lake. */
function newestOf(table: LakeTable | undefined): Snapshot | undefined {
  return table?.currentSnapshotId === undefined ? undefined : table.snapshots.get(table.currentSnapshotId);
}

function snapshotAt(table: LakeTable | undefined, position: string): Snapshot {
  const snapshot = table?.snapshots.get(position);
  if (snapshot) return snapshot;
  throw new PlatformError({
    code: 'VERIFY_EXPIRED',
    message: `the lake does not know snapshot ${position} any more, so what it held then cannot be read`,
    where: table ? `${table.namespace}.${table.name}` : 'the table is gone',
    next: 'load what is pending, then verify again',
  });
}

function notLoaded(pipeline: string): PlatformError {
  return new PlatformError({
    code: 'VERIFY_EMPTY',
    message: 'there is no warehouse to verify yet',
    where: pipeline,
    next: commandLine('load --once', pipeline),
  });
}
