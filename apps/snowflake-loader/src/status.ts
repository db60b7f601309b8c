import { PlatformError } from '@clickstream/errors';
import type { Lake } from '@clickstream/lake';
import type { ReadSession, TableProgress, Tally, Warehouse } from '@clickstream/warehouse';
import { lacksRows, outOfStep } from './failures';
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
  const loaded = (await warehouse.read((session) => loadedTables(session, plan))) ?? new Map<string, never>();
  const tables: TableStatus[] = [];
  for (const target of plan.targets)
    tables.push(await tableStatus(sight, target, loaded.get(target.table.name)));
  return { pipeline, readers: warehouse.readers, tables };
}

/** A table that was loaded before, and whether it still has the rows. */
interface Loaded extends TableProgress {
  readonly tally: Tally;
}

async function loadedTables(session: ReadSession, plan: LoadPlan): Promise<Map<string, Loaded>> {
  const loaded = new Map<string, Loaded>();
  const progress = await session.progress(plan.schema.pipeline);
  for (const { table } of plan.targets) {
    const one = progress.find((candidate) => candidate.table === table.name);
    if (one) loaded.set(table.name, { ...one, tally: await session.tally(plan.schema, table) });
  }
  return loaded;
}

async function tableStatus(
  sight: Sight,
  { source, table }: Target,
  loaded: Loaded | undefined,
): Promise<TableStatus> {
  const { pipeline } = sight.plan.schema;
  const { lag, problem } = await lagOf(sight, source, loaded);
  const lost = loaded && lacksRows(loaded.tally) ? outOfStep(pipeline, table.name, loaded.tally) : undefined;
  return {
    table: table.name,
    source,
    position: loaded?.position ?? null,
    rows: loaded?.rows ?? 0,
    loadedAt: loaded ? new Date(loaded.loadedAtMs).toISOString() : null,
    lag,
    problem: lost ? lost.oneLine() : problem,
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
