import { PlatformError } from '@clickstream/errors';
import type { Lake } from '@clickstream/lake';
import type { TableProgress, Warehouse } from '@clickstream/warehouse';
import type { Status } from './outputs';
import { pendingSnapshots, rowsOf } from './pending';
import type { LoadPlan, Target } from './target';

/** What a look at the loader needs; it takes no lock and changes nothing. */
export interface Sight {
  readonly plan: LoadPlan;
  readonly lake: Lake;
  readonly namespace: string;
  readonly warehouse: Warehouse;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

type TableStatus = Status['tables'][number];

/** How far the warehouse, as readers see it, is behind the lake. */
export async function statusOf(sight: Sight): Promise<Status> {
  const { plan, warehouse } = sight;
  const { pipeline } = plan.schema;
  const progress = (await warehouse.read((session) => session.progress(pipeline))) ?? [];
  const tables: TableStatus[] = [];
  for (const target of plan.targets)
    tables.push(
      await tableStatus(
        sight,
        target,
        progress.find((one) => one.table === target.table.name),
      ),
    );
  return { pipeline, readers: warehouse.readers, tables };
}

async function tableStatus(
  sight: Sight,
  { source, table }: Target,
  progress: TableProgress | undefined,
): Promise<TableStatus> {
  return {
    table: table.name,
    source,
    position: progress?.position ?? null,
    rows: progress?.rows ?? 0,
    loadedAt: progress ? new Date(progress.loadedAtMs).toISOString() : null,
    ...(await lagOf(sight, source, progress)),
  };
}

async function lagOf(
  { plan, lake, namespace, now }: Sight,
  source: string,
  progress: TableProgress | undefined,
): Promise<Pick<TableStatus, 'lag' | 'problem'>> {
  const table = await lake.table(namespace, source);
  if (!table) return { lag: null, problem: null };
  try {
    const pending = pendingSnapshots(plan.schema.pipeline, table, progress?.position);
    const oldest = pending[0]?.committedAtMs;
    const seconds = oldest === undefined ? 0 : Math.max(0, (now() - oldest) / 1000);
    return { lag: { snapshots: pending.length, rows: rowsOf(pending), seconds }, problem: null };
  } catch (error) {
    if (error instanceof PlatformError) return { lag: null, problem: error.oneLine() };
    throw error;
  }
}
