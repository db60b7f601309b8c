import { namesOf } from '@clickstream/pipeline';
import type { CompiledContract, Table } from '@clickstream/schema';
import { OP, REVISION, type PipelineSchema, type TargetTable } from '@clickstream/warehouse';

/** A table of the lake and the one of the warehouse that is kept equal to it. */
export interface Target {
  /** Name in the lake's namespace, as `events_clickstream`. */
  readonly source: string;
  readonly table: TargetTable;
}

/** What the loader does for one pipeline, derived from its compiled contract. */
export interface LoadPlan {
  readonly schema: PipelineSchema;
  readonly targets: readonly Target[];
}

/** All but `raw`, which stays in the lake: it is the archive, not a place for questions. */
const LOADED = ['events', 'set_aside', 'sessions', 'metrics_minute', 'duplicates'];

export function planOf({ pipeline, time, tables }: CompiledContract): LoadPlan {
  const byRole = new Map<string, Table>(Object.entries(tables));
  const targets = LOADED.flatMap((role) => {
    const table = byRole.get(role);
    return table ? [{ source: table.name, table: targetTable(role, table) }] : [];
  });
  const schema = {
    pipeline,
    schema: namesOf(pipeline).snake,
    tables: targets.map((target) => target.table),
    sessionGapMs: time.sessionGapMs,
  };
  return { schema, targets };
}

function targetTable(name: string, table: Table): TargetTable {
  const columns = table.columns.map(({ name: column, type, required, doc }) => ({
    name: column,
    type,
    required,
    doc,
  }));
  const names = new Set(columns.map((column) => column.name));
  return names.has(REVISION) && names.has(OP)
    ? { name, columns, kind: 'changelog', key: table.key.filter((column) => column !== REVISION) }
    : { name, columns, kind: 'rows', key: matchOn(table) };
}

/**
 * What makes a row of the lake the same as one of the warehouse: the contract's key and the columns that the table is
 * partitioned by. A copy of a row has the same content, so the same partition; with it in the match the engine reads
 * only the days that a load touches, and the cost of a load does not grow with the table.
 *
 * Events match by `event_id`, not by their place in Kafka: a copy that came after the stream's dedup horizon, or from a
 * replay under a new checkpoint, is then no second row.
 */
function matchOn({ key, partitionedBy }: Table): string[] {
  const partitions = partitionedBy.map((transform) => /\((\w+)\)$/.exec(transform)?.[1] ?? transform);
  return [...new Set([...key, ...partitions])];
}
