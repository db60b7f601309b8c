import type { Comparison, PipelineSchema, StagedFile, TargetTable } from '../port';
import { ident, identList, qualified } from '../sql';
import type { Database, Row } from './database';
import { scan, selectList, sumRows } from './staged';

/** Keys that are shown when tables differ. */
const EXAMPLES = 5;

/** See `ReadSession.compare`. */
export async function compareTable(
  database: Database,
  schema: PipelineSchema,
  table: TargetTable,
  files: readonly StagedFile[],
): Promise<Comparison> {
  const matched = await matchedKeys(database, schema, table, files);
  const [totals] = await database.query(
    `WITH matched AS (${matched})
     SELECT coalesce(sum(in_warehouse), 0)::DOUBLE AS warehouse_rows,
       coalesce(sum(in_lake - 1) FILTER (in_lake > 0), 0)::DOUBLE AS copies,
       count(*) FILTER (verdict = 'missing')::DOUBLE AS missing,
       coalesce(sum(CASE WHEN in_lake = 0 THEN in_warehouse ELSE greatest(in_warehouse - 1, 0) END), 0)::DOUBLE AS extra,
       count(*) FILTER (verdict = 'changed')::DOUBLE AS changed,
       format('{:x}', coalesce(sum(lake_hash), 0)) AS lake_print,
       format('{:x}', coalesce(sum(warehouse_hash), 0)) AS warehouse_print
     FROM matched`,
  );
  const examples = await database.query(
    `WITH matched AS (${matched})
     SELECT verdict || ' ' || concat_ws(' ', ${identList(table.key)}) AS example FROM matched
     WHERE verdict <> 'equal' ORDER BY ALL LIMIT ${EXAMPLES}`,
  );
  return comparisonOf(sumRows(files), totals ?? {}, examples);
}

/** A query with one row per key of either side: how often it is there, its hash on each side, and a verdict. */
async function matchedKeys(
  database: Database,
  { schema }: PipelineSchema,
  table: TargetTable,
  files: readonly StagedFile[],
): Promise<string> {
  const target = qualified(schema, table.name);
  const columns = table.columns.map((column) => column.name);
  const key = identList(table.key);
  const lake =
    files.length === 0
      ? `SELECT ${identList(columns)} FROM ${target} WHERE false`
      : `SELECT ${await selectList(database, table, files)} FROM ${scan(files)}`;
  const grouped = (relation: string): string =>
    `SELECT ${key}, count(*) AS rows, list(hash(${identList(columns)})::HUGEINT) AS hashes FROM ${relation} GROUP BY ${key}`;
  // Of several copies in the lake, the warehouse may hold any.
  return `SELECT ${table.key.map((name) => ident(name)).join(', ')},
      coalesce(l.rows, 0) AS in_lake, coalesce(w.rows, 0) AS in_warehouse,
      list_sum(w.hashes) AS warehouse_hash,
      CASE WHEN list_contains(l.hashes, w.hashes[1]) THEN w.hashes[1] ELSE l.hashes[1] END AS lake_hash,
      CASE WHEN w.rows IS NULL THEN 'missing'
        WHEN l.rows IS NULL OR w.rows > 1 THEN 'extra'
        WHEN list_contains(l.hashes, w.hashes[1]) THEN 'equal'
        ELSE 'changed' END AS verdict
    FROM (${grouped(`(${lake})`)}) l FULL JOIN (${grouped(target)}) w USING (${key})`;
}

function comparisonOf(lakeRows: number, totals: Row, examples: readonly Row[]): Comparison {
  return {
    lakeRows,
    copies: totals['copies'] as number,
    warehouseRows: totals['warehouse_rows'] as number,
    missing: totals['missing'] as number,
    extra: totals['extra'] as number,
    changed: totals['changed'] as number,
    examples: examples.map((row) => row['example'] as string),
    fingerprint: {
      lake: totals['lake_print'] as string,
      warehouse: totals['warehouse_print'] as string,
    },
  };
}
