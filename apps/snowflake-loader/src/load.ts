import type { Lake, LakeTable, SnapshotId } from '@clickstream/lake';
import type { LoadOutcome, Warehouse } from '@clickstream/warehouse';
import { rowsRefused, warehouseLost } from './failures';
import type { Reach } from './faults';
import type { LoadReport, TableReport } from './outputs';
import { pendingSnapshots, rowsOf } from './pending';
import type { Publisher } from './publisher';
import type { Staging } from './staging';
import type { LoadPlan, Target } from './target';
import { planUnits, type Bounds, type PlannedUnit } from './units';

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
  /** @param pending Rows that this run has to load. */
  readonly onProgress: (table: string, done: number, pending: number) => void;
}

/** Sessions that may be lost over one table before a person is asked. */
const MAX_LOST_SESSIONS = 3;

/**
 * Loads every snapshot that the lake has now; readers see it when the publisher says so. Running it again, however it ended, adds exactly what is missing.
 *
 * @throws PlatformError LOAD_GAP, LOAD_FORKED, LOAD_SNAPSHOT_REFUSED, LOAD_ROWS_REFUSED, WAREHOUSE_LOST, and those of
 *   the lake and the warehouse.
 */
export async function loadPipeline(loader: Loader): Promise<LoadReport> {
  const { plan, warehouse } = loader;
  const { pipeline } = plan.schema;
  const starts = await warehouse.write(async (session) => {
    await session.prepare(plan.schema);
    const positions: (SnapshotId | undefined)[] = [];
    for (const { table } of plan.targets) positions.push(await session.position(pipeline, table.name));
    return positions;
  });
  const tables: TableReport[] = [];
  for (const [index, target] of plan.targets.entries())
    tables.push(await loadTable(loader, target, starts[index]));
  return { pipeline, readers: warehouse.readers, tables };
}

async function loadTable(
  loader: Loader,
  target: Target,
  start: SnapshotId | undefined,
): Promise<TableReport> {
  const { source, table } = target;
  const report: TableReport = {
    ...{ table: table.name, source, position: start ?? null },
    ...{ units: 0, snapshots: 0, files: 0, rows: 0, inserted: 0 },
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
  const [before, total] = [report.rows, rowsOf(pending)];
  if (total > 0) loader.onProgress(target.table.name, 0, total);
  for await (const unit of planUnits(lake, pipeline, lakeTable, pending, bounds)) {
    loader.signal.throwIfAborted();
    const outcome = await applyUnit(loader, target, unit);
    switch (outcome.kind) {
      case 'committed':
        tally(report, unit, outcome.inserted);
        await loader.publisher.whenDue();
        if (total > 0) loader.onProgress(target.table.name, report.rows - before, total);
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

async function applyUnit(loader: Loader, target: Target, unit: PlannedUnit): Promise<LoadOutcome> {
  loader.reach('planned');
  return loader.staging.with(unit.files, (files) => {
    loader.reach('downloaded');
    const { after, snapshots } = unit;
    return loader.warehouse.write((session) =>
      session.load({ schema: loader.plan.schema, table: target.table, after, snapshots, files }),
    );
  });
}

function positionOf(loader: Loader, { table }: Target): Promise<SnapshotId | undefined> {
  return loader.warehouse.write((session) => session.position(loader.plan.schema.pipeline, table.name));
}

function tally(report: TableReport, unit: PlannedUnit, inserted: number): void {
  report.position = unit.snapshots.at(-1)?.id ?? report.position;
  report.units += 1;
  report.snapshots += unit.snapshots.length;
  report.files += unit.files.length;
  report.rows += unit.rows;
  report.inserted += inserted;
}
