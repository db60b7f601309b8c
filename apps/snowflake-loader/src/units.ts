import {
  rangeOf,
  type DataFile,
  type Lake,
  type LakeTable,
  type Snapshot,
  type SnapshotId,
} from '@clickstream/lake';
import type { KeyRange, LedgerSnapshot, TargetTable } from '@clickstream/warehouse';
import { sumRows } from './batches';
import { filesToLoad } from './pending';

/** How much one transaction may take in; one snapshot alone may be larger. */
export interface Bounds {
  readonly snapshots: number;
  readonly files: number;
  readonly rows: number;
}

/** Large enough to make a transaction worth it after an outage, small enough for the memory of one process. */
export const BOUNDS: Bounds = { snapshots: 1_000, files: 1_000, rows: 500_000 };

/** A contiguous run of snapshots, not yet copied to this machine. */
export interface PlannedUnit {
  readonly after: SnapshotId | undefined;
  readonly snapshots: readonly LedgerSnapshot[];
  readonly files: readonly DataFile[];
  readonly rows: number;
}

/** Cuts pending snapshots into units within the bounds. Their files are looked up as units are asked for. */
export async function* planUnits(
  lake: Lake,
  pipeline: string,
  table: LakeTable,
  pending: readonly Snapshot[],
  bounds: Bounds,
): AsyncGenerator<PlannedUnit> {
  let unit = emptyUnit(pending[0]?.parentId);
  for (const snapshot of pending) {
    const files = await filesToLoad(lake, pipeline, table, snapshot);
    const next = extend(unit, snapshot, files);
    if (unit.snapshots.length > 0 && exceeds(next, bounds)) {
      yield unit;
      unit = extend(emptyUnit(snapshot.parentId), snapshot, files);
    } else {
      unit = next;
    }
  }
  if (unit.snapshots.length > 0) yield unit;
}

function emptyUnit(after: SnapshotId | undefined): PlannedUnit {
  return { after, snapshots: [], files: [], rows: 0 };
}

function extend(unit: PlannedUnit, snapshot: Snapshot, files: readonly DataFile[]): PlannedUnit {
  const entry = ledgerSnapshot(snapshot, files);
  return {
    after: unit.after,
    snapshots: [...unit.snapshots, entry],
    files: [...unit.files, ...files],
    rows: unit.rows + entry.rows,
  };
}

function exceeds(unit: PlannedUnit, bounds: Bounds): boolean {
  return (
    unit.snapshots.length > bounds.snapshots || unit.files.length > bounds.files || unit.rows > bounds.rows
  );
}

export function ledgerSnapshot(snapshot: Snapshot, files: readonly DataFile[]): LedgerSnapshot {
  const { id, parentId, sequence, operation, committedAtMs } = snapshot;
  return { id, parentId, sequence, operation, committedAtMs, files: files.length, rows: sumRows(files) };
}

const RANGED = new Set(['date', 'timestamptz']);

/** What the lake's statistics say of the first date or time in a table's key. */
export function keyRange(
  lakeTable: LakeTable,
  table: TargetTable,
  files: readonly DataFile[],
): KeyRange | undefined {
  const column = lakeTable.columns.find(({ name, type }) => RANGED.has(type) && table.key.includes(name));
  const range = column && rangeOf(files, column);
  return column && range && { column: column.name, ...range };
}
