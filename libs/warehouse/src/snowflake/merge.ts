import { OP, RETRACT, REVISION, type Changes, type KeyRange, type TargetTable } from '../port';
import type { Row } from './connection';
import type { Target } from '../unit';
import { ident, identList, text } from './sql';
import { toSnowflake } from './types';

/** Rows of a staging table that go into a table. */
export interface Merge {
  readonly table: TargetTable;
  readonly target: Target;
  /** The quoted name of the staging table. */
  readonly staged: string;
  readonly range?: KeyRange;
}

/** The statements that add what the target lacks and, of a changelog, take over what is newer; the first one counts. */
export function mergeStatements(merge: Merge): string[] {
  return merge.table.kind === 'changelog' ? changelogStatements(merge) : [rowsStatement(merge)];
}

/** What the answer of a MERGE says that it did. */
export function changesOf(answer: Row | undefined): Changes {
  const count = (what: string): number => Number(answer?.[`number of rows ${what}`] ?? 0);
  return { inserted: count('inserted'), updated: count('updated'), deleted: count('deleted') };
}

/** Two source rows of one new key would both be inserted, so the source has one a key. */
function rowsStatement(merge: Merge): string {
  const keys = identList(merge.table.key);
  return `MERGE INTO ${merge.target.rows} t USING (
      SELECT * FROM ${merge.staged} QUALIFY ROW_NUMBER() OVER (PARTITION BY ${keys} ORDER BY ${keys}) = 1
    ) s ON ${same(merge)} WHEN NOT MATCHED THEN ${insert(merge.table)}`;
}

function changelogStatements(merge: Merge): string[] {
  const { table, target } = merge;
  const source = highestRevisions(merge);
  const values = table.columns.filter((column) => !table.key.includes(column.name));
  const set = values.map(({ name }) => `t.${ident(name)} = s.${ident(name)}`).join(', ');
  const remembered = [...table.key, REVISION];
  return [
    `MERGE INTO ${target.rows} t USING (${source}) s ON ${same(merge)}
      WHEN MATCHED AND ${NEWER} AND ${RETRACTS} THEN DELETE
      WHEN MATCHED AND ${NEWER} AND NOT ${RETRACTS} THEN UPDATE SET ${set}
      WHEN NOT MATCHED AND NOT ${RETRACTS} THEN ${insert(table)}`,
    `MERGE INTO ${target.retracted} t USING (SELECT * FROM (${source}) s WHERE ${RETRACTS}) s
      ON ${matches(table.key)}
      WHEN MATCHED AND ${NEWER} THEN UPDATE SET t.${ident(REVISION)} = s.${ident(REVISION)}
      WHEN NOT MATCHED THEN INSERT (${identList(remembered)}) VALUES (${identList(remembered, 's')})`,
  ];
}

const NEWER = `s.${ident(REVISION)} > t.${ident(REVISION)}`;
const RETRACTS = `s.${ident(OP)} = ${text(RETRACT)}`;

/** The newest revision of each key, unless the key was retracted by one that is as new. */
function highestRevisions({ table, target, staged }: Merge): string {
  return `SELECT s.* FROM (
      SELECT * FROM ${staged} QUALIFY ROW_NUMBER() OVER (
        PARTITION BY ${identList(table.key)} ORDER BY ${ident(REVISION)} DESC) = 1
    ) s WHERE NOT EXISTS (SELECT 1 FROM ${target.retracted} t WHERE ${matches(table.key)} AND NOT ${NEWER})`;
}

/** The range lets Snowflake skip partitions that the files cannot touch. */
function same({ table, range }: Merge): string {
  const column = range && table.columns.find((one) => one.name === range.column);
  if (!range || !column) return matches(table.key);
  const [from, to] = [range.from, range.to].map((bound) => `${text(bound)}::${toSnowflake(column.type)}`);
  return `${matches(table.key)} AND t.${ident(column.name)} BETWEEN ${from} AND ${to}`;
}

function matches(key: readonly string[]): string {
  return key.map((name) => `t.${ident(name)} = s.${ident(name)}`).join(' AND ');
}

function insert({ columns }: TargetTable): string {
  const names = columns.map((column) => column.name);
  return `INSERT (${identList(names)}) VALUES (${identList(names, 's')})`;
}
