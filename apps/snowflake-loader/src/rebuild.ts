import type { DataFile } from '@clickstream/lake';
import type { FileBatches, LoadOutcome } from '@clickstream/warehouse';
import { sumRows } from './batches';
import type { Loader } from './load';
import { rowsRefused, warehouseLost } from './failures';
import type { LoadReport, TableReport } from './outputs';
import type { Target } from './target';
import { ledgerSnapshot } from './units';

/**
 * Replaces every table by what the lake holds now, each in one transaction: readers see the old rows or the new ones.
 * It heals whatever a load cannot: snapshots that expired unseen, a lake table made anew, rows changed by hand.
 *
 * @throws PlatformError LOAD_ROWS_REFUSED, WAREHOUSE_LOST, and those of the lake and the warehouse.
 */
export async function rebuildPipeline(loader: Loader): Promise<LoadReport> {
  const { plan, warehouse, signal } = loader;
  await warehouse.write((session) => session.prepare(plan.schema));
  const tables: TableReport[] = [];
  for (const target of plan.targets) {
    signal.throwIfAborted();
    tables.push(await rebuildTable(loader, target));
  }
  return { pipeline: plan.schema.pipeline, readers: warehouse.readers, tables };
}

async function rebuildTable(loader: Loader, target: Target): Promise<TableReport> {
  const { lake, namespace, warehouse, plan, observer } = loader;
  const { source, table } = target;
  const lakeTable = await lake.table(namespace, source);
  const current = lakeTable?.currentSnapshotId && lakeTable.snapshots.get(lakeTable.currentSnapshotId);
  const files = current ? await lake.liveFiles(current) : [];
  const snapshots = current ? [{ ...ledgerSnapshot(current, files), operation: 'rebuild' }] : [];
  observer.pending(table.name, { snapshots: snapshots.length, rows: sumRows(files) });
  const start = performance.now();
  loader.reach('planned');
  const batches = copied(loader, files);
  const outcome = await warehouse.write((session) =>
    session.rebuild({ schema: plan.schema, table, snapshots, batches }),
  );
  const { rows, inserted, updated, deleted } = committed(loader, outcome);
  const changes = { inserted, updated, deleted };
  const seconds = (performance.now() - start) / 1000;
  await loader.publisher.now();
  observer.applied(table.name, { snapshots, rows, changes, seconds });
  return {
    ...{ table: table.name, source, position: current ? current.id : null },
    ...{ units: 1, snapshots: snapshots.length, files: files.length, rows, ...changes },
  };
}

async function* copied({ staging, bounds, reach }: Loader, files: readonly DataFile[]): FileBatches {
  for await (const batch of staging.batches(files, bounds)) {
    reach('downloaded');
    yield batch;
  }
}

function committed(loader: Loader, outcome: LoadOutcome): Extract<LoadOutcome, { kind: 'committed' }> {
  switch (outcome.kind) {
    case 'committed':
      return outcome;
    case 'rowsRefused':
      throw rowsRefused(outcome.where, outcome.reason);
    case 'sessionLost':
      throw warehouseLost(loader.warehouse.readers, outcome.reason);
    case 'alreadyLoaded':
      throw new Error(`a rebuild follows no snapshot, yet the ledger ends at ${outcome.position}`);
  }
}
