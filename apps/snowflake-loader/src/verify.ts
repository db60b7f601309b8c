import { PlatformError } from '@clickstream/errors';
import type { Lake, LakeTable, Snapshot, SnapshotId } from '@clickstream/lake';
import type { ReadSession, Warehouse } from '@clickstream/warehouse';
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

/** Comparisons of one table before a loader that keeps committing is left to finish. */
const MAX_LOOKS = 3;

/**
 * Compares every table, as readers see it, with the rows that the lake had at the snapshot that was loaded last, or has now
 * when none ever was. It reads the files of the lake anew; what the loader remembers of them does not count.
 *
 * @throws PlatformError VERIFY_EXPIRED when the lake does not know that snapshot any more; VERIFY_MOVING when a loader
 *   commits during every comparison; VERIFY_EMPTY.
 */
export async function verify(verifier: Verifier): Promise<Verification> {
  const tables: TableVerification[] = [];
  for (const target of verifier.plan.targets) tables.push(await verifyTable(verifier, target));
  const { pipeline } = verifier.plan.schema;
  return { pipeline, equal: tables.every((table) => table.equal), tables };
}

async function verifyTable(verifier: Verifier, target: Target): Promise<TableVerification> {
  // One session: a copy for readers that a loader publishes meanwhile must not take the place of the one whose position counts.
  const verification = await verifier.warehouse.read((session) => verifyIn(session, verifier, target));
  if (!verification) throw notLoaded(verifier.plan.schema.pipeline);
  return verification;
}

/** Readers of a live warehouse see each commit at once: a difference counts only when the position stood still meanwhile. */
async function verifyIn(
  session: ReadSession,
  verifier: Verifier,
  target: Target,
): Promise<TableVerification> {
  const { pipeline } = verifier.plan.schema;
  const { table } = target;
  let position = await session.position(pipeline, table.name);
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const found = await compareAt(session, verifier, target, position);
    const after = await session.position(pipeline, table.name);
    if (found.equal || after === position) return found;
    position = after;
  }
  throw moving(pipeline, table.name);
}

async function compareAt(
  session: ReadSession,
  { plan, lake, namespace, staging }: Verifier,
  { source, table }: Target,
  position: SnapshotId | undefined,
): Promise<TableVerification> {
  const lakeTable = await lake.table(namespace, source);
  const snapshot = position === undefined ? newestOf(lakeTable) : snapshotAt(lakeTable, position);
  const files = snapshot ? await lake.liveFiles(snapshot) : [];
  const batches = staging.batches(files, BOUNDS);
  const comparison = await session.compare({ schema: plan.schema, table, rows: sumRows(files), batches });
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

function moving(pipeline: string, table: string): PlatformError {
  return new PlatformError({
    code: 'VERIFY_MOVING',
    message: `${table} was loaded further during each of ${MAX_LOOKS} comparisons, so none says anything`,
    where: pipeline,
    next: 'verify again when the loader has caught up, or stop it meanwhile',
    retry: 'backoff',
  });
}
