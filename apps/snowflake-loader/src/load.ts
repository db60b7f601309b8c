import type { Lake, LakeTable, SnapshotId } from '@clickstream/lake';
import type { Changes, LoadOutcome, ReadSession, TargetTable, Warehouse } from '@clickstream/warehouse';
import { lacksRows, outOfStep, rowsRefused, warehouseLost } from './failures';
import type { Reach } from './faults';
import type { Observer } from './observer';
import type { LoadReport, TableReport } from './outputs';
import { pendingSnapshots, rowsOf } from './pending';
import { thenPublish, type Publisher } from './publisher';
import type { Staging } from './staging';
import type { LoadPlan, Target } from './target';
import { keyRange, planUnits, type Bounds, type PlannedUnit } from './units';

/** What a load works with. */
export interface Loader {
  readonly plan: LoadPlan;
  readonly lake: Lake;
  readonly namespace: string;
  readonly warehouse: Warehouse;
  readonly publisher: Publisher;
  readonly staging: Staging;
  readonly bounds: Bounds;
  /** A stop is honoured between units: what is loaded stays, the rest comes next time. */
  readonly signal: AbortSignal;
  readonly reach: Reach;
  readonly observer: Observer;
}

/** Sessions that may be lost over one table before a person is asked. */
const MAX_LOST_SESSIONS = 3;

/**
 * Loads every snapshot that the lake has now; readers see it when the publisher says so. Running it again, however it
 * ended, adds exactly what is missing.
 *
 * @throws PlatformError LOAD_GAP, LOAD_FORKED, LOAD_SNAPSHOT_REFUSED, LOAD_ROWS_REFUSED, WAREHOUSE_OUT_OF_STEP,
 *   WAREHOUSE_LOST, and those of the lake and the warehouse.
 */
export async function loadPipeline(loader: Loader): Promise<LoadReport> {
  const { plan, warehouse } = loader;
  const { pipeline } = plan.schema;
  const starts = await warehouse.write(async (session) => {
    await session.prepare(plan.schema);
    const positions: (SnapshotId | undefined)[] = [];
    for (const { table } of plan.targets) positions.push(await startOf(session, plan, table));
    return positions;
  });
  const tables: TableReport[] = [];
  for (const [index, target] of plan.targets.entries())
    tables.push(await loadTable(loader, target, starts[index]));
  return { pipeline, readers: warehouse.readers, tables };
}

/** {@link loadPipeline}, after which readers see all that is committed, also when it stops or fails half-way. */
export function loadAndPublish(loader: Loader): Promise<LoadReport> {
  return thenPublish(
    () => loader.publisher.now(),
    () => loadPipeline(loader),
  );
}

/** @returns The last loaded snapshot of a table that still has what was loaded. */
async function startOf(
  session: ReadSession,
  { schema }: LoadPlan,
  table: TargetTable,
): Promise<SnapshotId | undefined> {
  const tally = await session.tally(schema, table);
  if (lacksRows(tally)) throw outOfStep(schema.pipeline, table.name, tally);
  return session.position(schema.pipeline, table.name);
}

async function loadTable(
  loader: Loader,
  target: Target,
  start: SnapshotId | undefined,
): Promise<TableReport> {
  const { source, table } = target;
  const report: TableReport = {
    ...{ table: table.name, source, position: start ?? null },
    ...{ units: 0, snapshots: 0, files: 0, rows: 0, inserted: 0, updated: 0, deleted: 0 },
  };
  const lakeTable = await loader.lake.table(loader.namespace, source);
  if (!lakeTable) return report;
  for (let lost = 0; ;) {
    const hitch = await loadPending(loader, target, lakeTable, report);
    if (!hitch) return report;
    if (hitch.kind === 'sessionLost') lost += 1;
    if (hitch.kind === 'sessionLost' && lost === MAX_LOST_SESSIONS)
      throw warehouseLost(loader.warehouse.readers, hitch.reason);
    report.position = (await positionOf(loader, target)) ?? null;
  }
}

/** @returns Why the rest must be planned anew; undefined when all is loaded. */
async function loadPending(
  loader: Loader,
  target: Target,
  lakeTable: LakeTable,
  report: TableReport,
): Promise<Extract<LoadOutcome, { kind: 'alreadyLoaded' | 'sessionLost' }> | undefined> {
  const { lake, plan, bounds } = loader;
  const { pipeline } = plan.schema;
  const pending = pendingSnapshots(pipeline, lakeTable, report.position ?? undefined);
  loader.observer.pending(target.table.name, { snapshots: pending.length, rows: rowsOf(pending) });
  for await (const unit of planUnits(lake, pipeline, lakeTable, pending, bounds)) {
    loader.signal.throwIfAborted();
    const outcome = await applyUnit(loader, target, lakeTable, unit);
    switch (outcome.kind) {
      case 'committed':
        add(report, unit, outcome);
        await loader.publisher.whenDue();
        break;
      case 'rowsRefused':
        throw rowsRefused(outcome.where, outcome.reason);
      case 'alreadyLoaded':
      case 'sessionLost':
        return outcome;
    }
  }
  return undefined;
}

async function applyUnit(
  loader: Loader,
  { table }: Target,
  lakeTable: LakeTable,
  unit: PlannedUnit,
): Promise<LoadOutcome> {
  const { plan, warehouse, staging, observer, reach } = loader;
  const { after, snapshots, rows } = unit;
  const range = keyRange(lakeTable, table, unit.files);
  const start = performance.now();
  reach('planned');
  const outcome = await staging.with(unit.files, (files) => {
    reach('downloaded');
    return warehouse.write((session) =>
      session.load({ schema: plan.schema, table, after, snapshots, files, range }),
    );
  });
  const seconds = (performance.now() - start) / 1000;
  if (outcome.kind === 'committed')
    observer.applied(table.name, { snapshots, rows, changes: outcome, seconds });
  return outcome;
}

function positionOf(loader: Loader, { table }: Target): Promise<SnapshotId | undefined> {
  return loader.warehouse.write((session) => session.position(loader.plan.schema.pipeline, table.name));
}

function add(report: TableReport, unit: PlannedUnit, { inserted, updated, deleted }: Changes): void {
  report.position = unit.snapshots.at(-1)?.id ?? report.position;
  report.units += 1;
  report.snapshots += unit.snapshots.length;
  report.files += unit.files.length;
  report.rows += unit.rows;
  report.inserted += inserted;
  report.updated += updated;
  report.deleted += deleted;
}
