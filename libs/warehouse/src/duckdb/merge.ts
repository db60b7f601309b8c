import {
  OP,
  RETRACT,
  REVISION,
  type Changes,
  type KeyRange,
  type PipelineSchema,
  type StagedFile,
  type TargetTable,
} from '../port';
import type { Target } from '../unit';
import { ident, identList, literal, qualified } from '../sql';
import type { Database } from './database';
import { LEDGER_SCHEMA } from './ledger';
import { scan, selectList, sumRows } from './staged';
import { toDuckdb } from './types';

/** Rows of files that go into a table. */
export interface Merge {
  readonly table: TargetTable;
  readonly target: Target;
  readonly files: readonly StagedFile[];
  readonly range?: KeyRange;
}

/** @param suffix Tells a table that is made aside from the one that is used. */
export function targetOf({ schema }: PipelineSchema, table: TargetTable, suffix = ''): Target {
  return {
    rows: qualified(schema, `${table.name}${suffix}`),
    retracted: qualified(LEDGER_SCHEMA, `${schema}.${table.name} retracted${suffix}`),
  };
}

/** Adds what the target lacks and, of a changelog, takes over what is newer. */
export async function merge(database: Database, asked: Merge): Promise<Changes> {
  if (asked.files.length === 0) return { inserted: 0, updated: 0, deleted: 0 };
  const request = { ...asked, range: asked.range ?? (await rangeIn(database, asked)) };
  const columns = await selectList(database, request.table, request.files);
  if (request.table.kind === 'changelog') {
    const source = highestRevisions(request, columns);
    const [counts] = await database.query(changesQuery(request, source));
    for (const statement of changelogStatements(request, source)) await database.run(statement);
    return counts as unknown as Changes;
  }
  const source = distinctRows(request.table, columns, request.files, await areUnique(database, request));
  return { inserted: await database.run(rowsStatement(request, source)), updated: 0, deleted: 0 };
}

/** What {@link merge} would run on files that have every column of the table and no row twice. */
export function mergeStatements(request: Merge): string[] {
  const { table, files } = request;
  const columns = identList(table.columns.map((column) => column.name));
  return table.kind === 'changelog'
    ? changelogStatements(request, highestRevisions(request, columns))
    : [rowsStatement(request, distinctRows(table, columns, files, true))];
}

function rowsStatement(request: Merge, source: string): string {
  return `MERGE INTO ${request.target.rows} t USING (${source}) s ON ${same(request)}
    WHEN NOT MATCHED THEN ${insert(request.table)}`;
}

function changelogStatements(request: Merge, source: string): string[] {
  const { table, target } = request;
  const values = table.columns.filter((column) => !table.key.includes(column.name));
  const set = values.map(({ name }) => `${ident(name)} = s.${ident(name)}`).join(', ');
  const remembered = [...table.key, REVISION];
  return [
    `MERGE INTO ${target.rows} t USING (${source}) s ON ${same(request)}
      WHEN MATCHED AND ${NEWER} AND ${RETRACTS} THEN DELETE
      WHEN MATCHED AND ${NEWER} THEN UPDATE SET ${set}
      WHEN NOT MATCHED AND NOT ${RETRACTS} THEN ${insert(table)}`,
    `MERGE INTO ${target.retracted} t USING (SELECT * FROM (${source}) s WHERE ${RETRACTS}) s ON ${same(request)}
      WHEN MATCHED AND ${NEWER} THEN UPDATE SET ${ident(REVISION)} = s.${ident(REVISION)}
      WHEN NOT MATCHED THEN INSERT (${identList(remembered)}) VALUES (${identList(remembered, 's')})`,
  ];
}

/** Counts what {@link changelogStatements} will do: DuckDB says how many rows a MERGE touched, not how. */
function changesQuery(request: Merge, source: string): string {
  const [first = ''] = request.table.key;
  const there = `t.${ident(first)} IS NOT NULL`;
  return `SELECT count(*) FILTER (NOT ${there} AND NOT ${RETRACTS})::DOUBLE AS inserted,
      count(*) FILTER (${there} AND ${NEWER} AND NOT ${RETRACTS})::DOUBLE AS updated,
      count(*) FILTER (${there} AND ${NEWER} AND ${RETRACTS})::DOUBLE AS deleted
    FROM (${source}) s LEFT JOIN ${request.target.rows} t ON ${same(request)}`;
}

const NEWER = `s.${ident(REVISION)} > t.${ident(REVISION)}`;
const RETRACTS = `s.${ident(OP)} = ${literal(RETRACT)}`;

/** The range lets the engine skip what the files cannot touch, so the cost of a load does not grow with the table. */
function same({ table, range }: Merge): string {
  const column = range && table.columns.find((one) => one.name === range.column);
  if (!range || !column) return matches(table.key);
  const [from, to] = [range.from, range.to].map(
    (bound) => `CAST(${literal(bound)} AS ${toDuckdb(column.type)})`,
  );
  return `${matches(table.key)} AND t.${ident(column.name)} BETWEEN ${from} AND ${to}`;
}

/** Types of columns that a range can be given of. */
const RANGED = new Set(['date', 'timestamptz']);

/** What the files themselves say of the first day or time in the key, when nobody has said it. */
async function rangeIn(database: Database, { table, files }: Merge): Promise<KeyRange | undefined> {
  const column = table.columns.find(({ name, type }) => RANGED.has(type) && table.key.includes(name));
  if (!column) return undefined;
  const name = ident(column.name);
  const [found] = await database.query(
    `SELECT min(${name})::VARCHAR AS least, max(${name})::VARCHAR AS greatest FROM ${scan(files)}`,
  );
  const [from, to] = [found?.['least'], found?.['greatest']];
  return typeof from === 'string' && typeof to === 'string' ? { column: column.name, from, to } : undefined;
}

function matches(key: readonly string[]): string {
  return key.map((name) => `t.${ident(name)} = s.${ident(name)}`).join(' AND ');
}

function insert({ columns }: TargetTable): string {
  const names = columns.map((column) => column.name);
  return `INSERT (${identList(names)}) VALUES (${identList(names, 's')})`;
}

/** One row a key: of two new rows of one key a MERGE would insert both. */
function distinctRows(
  { key }: TargetTable,
  columns: string,
  files: readonly StagedFile[],
  areUniqueAlready: boolean,
): string {
  return `SELECT ${areUniqueAlready ? '' : `DISTINCT ON (${identList(key)}) `}${columns} FROM ${scan(files)}`;
}

/** The newest revision of each key, unless the key was retracted by one that is as new. */
function highestRevisions({ table, target, files }: Merge, columns: string): string {
  const { key } = table;
  return `SELECT s.* FROM (SELECT ${columns} FROM ${scan(files)}
      QUALIFY row_number() OVER (PARTITION BY ${identList(key)} ORDER BY ${ident(REVISION)} DESC) = 1) s
    WHERE NOT EXISTS (SELECT 1 FROM ${target.retracted} t WHERE ${matches(key)} AND NOT ${NEWER})`;
}

/** Asked first because it is cheaper than to make them unique, and nearly always true. */
async function areUnique(database: Database, { table, files }: Merge): Promise<boolean> {
  const [distinct] = await database.query(
    `SELECT count(*)::DOUBLE AS keys FROM (SELECT 1 FROM ${scan(files)} GROUP BY ${identList(table.key)})`,
  );
  return distinct?.['keys'] === sumRows(files);
}
