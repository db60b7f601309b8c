import { OP, RETRACT, REVISION, type CompareRequest, type Comparison, type TargetTable } from '../port';
import { ident, identList, literal, qualified } from '../sql';
import type { Database, Row } from './database';
import { scan, selectList } from './staged';

/** Keys that are shown when tables differ. */
const EXAMPLES = 5;
/** Rows that are matched at a time: their keys and hashes fit into a part of the memory. */
const PART_ROWS = 1_000_000;

const LAKE = 'temp.lake_rows';
const WAREHOUSE = 'temp.warehouse_rows';

/** See `ReadSession.compare`. Both sides become keys with a hash of the row, split into parts by key. */
export async function compareTable(database: Database, request: CompareRequest): Promise<Comparison> {
  const { schema, table, rows, batches } = request;
  const target = qualified(schema.schema, table.name);
  const [counted] = await database.query(`SELECT count(*)::DOUBLE AS rows FROM ${target}`);
  const parts = Math.max(1, Math.ceil(Math.max(rows, counted?.['rows'] as number) / PART_ROWS));
  await createSides(database, table, target, parts);
  for await (const files of batches) {
    if (files.length === 0) continue;
    const columns = await selectList(database, table, files);
    await database.run(
      `INSERT INTO ${LAKE} ${digest(table, `(SELECT ${columns} FROM ${scan(files)})`, parts)}`,
    );
  }
  const findings: Row[] = [];
  const examples: string[] = [];
  for (let part = 0; part < parts; part += 1) {
    const matched = table.kind === 'changelog' ? matchedRevisions(table, part) : matchedRows(table, part);
    const [found] = await database.query(totalsQuery(matched));
    if (found) findings.push(found);
    if (examples.length < EXAMPLES && found && differs(found))
      examples.push(...(await examplesOf(database, table, matched)));
  }
  return comparisonOf(rows, findings, examples.sort().slice(0, EXAMPLES));
}

async function createSides(
  database: Database,
  table: TargetTable,
  target: string,
  parts: number,
): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE warehouse_rows AS ${digest(table, target, parts)}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE lake_rows AS FROM ${WAREHOUSE} LIMIT 0`);
}

/** Key, part and hash of each row of a relation, and what tells its versions apart. */
function digest({ key, columns, kind }: TargetTable, relation: string, parts: number): string {
  const all = identList(columns.map((column) => column.name));
  const version = kind === 'changelog' ? `, ${identList([REVISION, OP])}` : '';
  return `SELECT ${identList(key)}, (hash(${identList(key)}) % ${parts})::INTEGER AS part, hash(${all}) AS digest${version}
    FROM ${relation}`;
}

/** One row per key of either side: how often it is there, its hash on each side, and a verdict. */
function matchedRows({ key }: TargetTable, part: number): string {
  const grouped = (side: string): string =>
    `SELECT ${identList(key)}, count(*) AS rows, list(digest::HUGEINT) AS hashes FROM ${side} WHERE part = ${part}
     GROUP BY ${identList(key)}`;
  // Of several copies in the lake, the warehouse may hold any.
  return `SELECT ${identList(key)}, coalesce(l.rows, 0) AS in_lake, coalesce(w.rows, 0) AS in_warehouse,
      in_lake - least(in_lake, 1) AS copies, list_sum(w.hashes) AS warehouse_hash,
      CASE WHEN list_contains(l.hashes, w.hashes[1]) THEN w.hashes[1] ELSE l.hashes[1] END AS lake_hash,
      CASE WHEN w.rows IS NULL THEN 'missing'
        WHEN l.rows IS NULL OR w.rows > 1 THEN 'extra'
        WHEN list_contains(l.hashes, w.hashes[1]) THEN 'equal'
        ELSE 'changed' END AS verdict
    FROM (${grouped(LAKE)}) l FULL JOIN (${grouped(WAREHOUSE)}) w USING (${identList(key)})`;
}

/** The same for a changelog: of the lake counts the highest revision of each key, and none when it retracts the key. */
function matchedRevisions({ key }: TargetTable, part: number): string {
  const keys = identList(key);
  return `SELECT ${keys}, CASE WHEN coalesce(l.retracted, true) THEN 0 ELSE 1 END AS in_lake,
      coalesce(w.rows, 0) AS in_warehouse, coalesce(l.rows, 0) - in_lake AS copies,
      w.digest AS warehouse_hash, CASE WHEN in_lake = 1 THEN l.digest END AS lake_hash,
      CASE WHEN in_lake = 0 AND in_warehouse = 0 THEN 'equal'
        WHEN in_warehouse = 0 THEN 'missing'
        WHEN in_lake = 0 OR in_warehouse > 1 THEN 'extra'
        WHEN l.digest = w.digest THEN 'equal'
        ELSE 'changed' END AS verdict
    FROM (SELECT ${keys}, count(*) AS rows, arg_max(digest, ${ident(REVISION)})::HUGEINT AS digest,
        arg_max(${ident(OP)}, ${ident(REVISION)}) = ${literal(RETRACT)} AS retracted
      FROM ${LAKE} WHERE part = ${part} GROUP BY ${keys}) l
    FULL JOIN (SELECT ${keys}, count(*) AS rows, sum(digest) AS digest
      FROM ${WAREHOUSE} WHERE part = ${part} GROUP BY ${keys}) w USING (${keys})`;
}

function totalsQuery(matched: string): string {
  return `SELECT coalesce(sum(in_warehouse), 0)::DOUBLE AS warehouse_rows, coalesce(sum(copies), 0)::DOUBLE AS copies,
      count(*) FILTER (verdict = 'missing')::DOUBLE AS missing,
      coalesce(sum(CASE WHEN in_lake = 0 THEN in_warehouse ELSE greatest(in_warehouse - 1, 0) END), 0)::DOUBLE AS extra,
      count(*) FILTER (verdict = 'changed')::DOUBLE AS changed,
      coalesce(sum(lake_hash), 0)::HUGEINT AS lake_print, coalesce(sum(warehouse_hash), 0)::HUGEINT AS warehouse_print
    FROM (${matched})`;
}

function differs(found: Row): boolean {
  return ['missing', 'extra', 'changed'].some((verdict) => found[verdict] !== 0);
}

async function examplesOf(database: Database, { key }: TargetTable, matched: string): Promise<string[]> {
  const rows = await database.query(
    `SELECT verdict || ' ' || concat_ws(' ', ${identList(key)}) AS example FROM (${matched})
     WHERE verdict <> 'equal' ORDER BY ALL LIMIT ${EXAMPLES}`,
  );
  return rows.map((row) => row['example'] as string);
}

function comparisonOf(lakeRows: number, findings: readonly Row[], examples: readonly string[]): Comparison {
  const total = (name: string): number => findings.reduce((sum, found) => sum + (found[name] as number), 0);
  const print = (name: string): string =>
    findings.reduce((sum, found) => sum + (found[name] as bigint), 0n).toString(16);
  return {
    ...{ lakeRows, copies: total('copies'), warehouseRows: total('warehouse_rows') },
    ...{ missing: total('missing'), extra: total('extra'), changed: total('changed') },
    examples,
    fingerprint: { lake: print('lake_print'), warehouse: print('warehouse_print') },
  };
}
