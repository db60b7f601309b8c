import type { Changes, PipelineSchema, SnapshotId, TableProgress, Tally, TargetTable } from '../port';
import type { LedgerEntry, Span } from '../unit';
import { VERSION } from '../version';
import type { Session } from './connection';
import { DEFINE_VIEW } from '../schema-steps';
import { HISTORY, LEDGER, LEDGER_SCHEMA, STATE, targetOf } from './names';
import { text } from './sql';

/** Statements that make the ledger where there is none; each may be run again, and {@link hasLedger} looks for the last. */
export const LEDGER_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS ${LEDGER} (
    PIPELINE VARCHAR NOT NULL, TABLE_NAME VARCHAR NOT NULL, SNAPSHOT_ID NUMBER(19,0) NOT NULL,
    PARENT_ID NUMBER(19,0), SEQUENCE NUMBER(19,0) NOT NULL, OPERATION VARCHAR NOT NULL,
    COMMITTED_AT TIMESTAMP_TZ NOT NULL, FILES NUMBER(19,0) NOT NULL, ROWS_PROMISED NUMBER(19,0) NOT NULL,
    UNIT_ID NUMBER(19,0) NOT NULL, INSERTED NUMBER(19,0), UPDATED NUMBER(19,0), DELETED NUMBER(19,0),
    STARTED_AT TIMESTAMP_TZ NOT NULL, FINISHED_AT TIMESTAMP_TZ NOT NULL, LOADER_VERSION VARCHAR NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${HISTORY} (
    PIPELINE VARCHAR NOT NULL, TABLE_NAME VARCHAR NOT NULL, CHANGE VARCHAR NOT NULL, DETAIL VARCHAR NOT NULL,
    CHANGED_AT TIMESTAMP_TZ NOT NULL, LOADER_VERSION VARCHAR NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${STATE} (
    PIPELINE VARCHAR NOT NULL, TABLE_NAME VARCHAR NOT NULL, ATTEMPTS NUMBER(19,0) NOT NULL
  )`,
];

const instant = (ms: number): string => `TO_TIMESTAMP_TZ(${ms}, 3)`;
const ofTable = (pipeline: string, table: string): string =>
  `PIPELINE = ${text(pipeline)} AND TABLE_NAME = ${text(table)}`;

/** Makes another loader's transaction on the table wait until this one ends. */
export function lockStatement({ pipeline }: PipelineSchema, { name }: TargetTable): string {
  return `UPDATE ${STATE} SET ATTEMPTS = ATTEMPTS + 1 WHERE ${ofTable(pipeline, name)}`;
}

export function positionQuery(pipeline: string, table: string): string {
  return `SELECT SNAPSHOT_ID::VARCHAR AS ID FROM ${LEDGER} WHERE ${ofTable(pipeline, table)} ORDER BY SEQUENCE DESC LIMIT 1`;
}

export async function positionOf(
  session: Session,
  pipeline: string,
  table: string,
): Promise<SnapshotId | undefined> {
  const [last] = await session.query(positionQuery(pipeline, table));
  return last?.['ID'] as SnapshotId | undefined;
}

export async function progressOf(session: Session, pipeline: string): Promise<TableProgress[]> {
  const rows = await session.query(
    `SELECT TABLE_NAME, MAX_BY(SNAPSHOT_ID, SEQUENCE)::VARCHAR AS POSITION,
       DATE_PART(EPOCH_MILLISECOND, MAX(COMMITTED_AT)) AS COMMITTED_MS,
       DATE_PART(EPOCH_MILLISECOND, MAX(FINISHED_AT)) AS LOADED_MS,
       COUNT(*) AS SNAPSHOTS, SUM(ROWS_PROMISED) AS ROWS_PROMISED
     FROM ${LEDGER} WHERE PIPELINE = ${text(pipeline)} GROUP BY TABLE_NAME ORDER BY TABLE_NAME`,
  );
  return rows.map((row) => ({
    pipeline,
    table: row['TABLE_NAME'] as string,
    position: row['POSITION'] as SnapshotId,
    committedAtMs: Number(row['COMMITTED_MS']),
    loadedAtMs: Number(row['LOADED_MS']),
    snapshots: Number(row['SNAPSHOTS']),
    rows: Number(row['ROWS_PROMISED']),
  }));
}

export async function tallyOf(session: Session, schema: PipelineSchema, table: TargetTable): Promise<Tally> {
  const [ledger] = await session.query(
    `SELECT COALESCE(SUM(INSERTED) - SUM(DELETED), 0) AS RECORDED FROM ${LEDGER}
     WHERE ${ofTable(schema.pipeline, table.name)}`,
  );
  const [rows] = await session.query(`SELECT COUNT(*) AS FOUND FROM ${targetOf(schema, table).rows}`);
  return { recorded: Number(ledger?.['RECORDED']), found: Number(rows?.['FOUND']) };
}

/** One row per snapshot of a unit; what the unit did is said with its last one. */
export function recordStatement(
  { schema, table, snapshots }: LedgerEntry,
  { inserted, updated, deleted }: Changes,
  { startedMs, finishedMs }: Span,
): string {
  const unitId = snapshots.at(-1)?.id ?? 'NULL';
  const rows = snapshots.map(
    ({ id, parentId, sequence, operation, committedAtMs, files, rows: promised }) => {
      const counts = id === unitId ? `${inserted}, ${updated}, ${deleted}` : 'NULL, NULL, NULL';
      return `SELECT ${text(schema.pipeline)}, ${text(table.name)}, ${id}, ${parentId ?? 'NULL'}, ${sequence},
      ${text(operation)}, ${instant(committedAtMs)}, ${files}, ${promised}, ${unitId}, ${counts},
      ${instant(startedMs)}, ${instant(finishedMs)}, ${text(VERSION)}`;
    },
  );
  return `INSERT INTO ${LEDGER} ${rows.join(' UNION ALL ')}`;
}

export function forgetStatement({ pipeline }: PipelineSchema, { name }: TargetTable): string {
  return `DELETE FROM ${LEDGER} WHERE ${ofTable(pipeline, name)}`;
}

export function changeStatement(
  pipeline: string,
  table: string,
  change: string,
  detail: string,
  nowMs: number,
): string {
  const values = [pipeline, table, change, detail].map(text).join(', ');
  return `INSERT INTO ${HISTORY} SELECT ${values}, ${instant(nowMs)}, ${text(VERSION)}`;
}

/** The definition that each view of a pipeline got last, by name. */
export async function definedViews(session: Session, pipeline: string): Promise<Map<string, string>> {
  const rows = await session.query(
    `SELECT TABLE_NAME, MAX_BY(DETAIL, CHANGED_AT) AS DEFINITION FROM ${HISTORY}
     WHERE PIPELINE = ${text(pipeline)} AND CHANGE = ${text(DEFINE_VIEW)} GROUP BY TABLE_NAME`,
  );
  return new Map(rows.map((row) => [row['TABLE_NAME'] as string, row['DEFINITION'] as string]));
}

/** Has a ledger ever been made here? */
export async function hasLedger(session: Session): Promise<boolean> {
  const found = await session.query(
    `SELECT COUNT(*) AS FOUND FROM INFORMATION_SCHEMA.TABLES
     WHERE TABLE_SCHEMA = ${text(LEDGER_SCHEMA)} AND TABLE_NAME = 'LOAD_STATE'`,
  );
  return Number(found[0]?.['FOUND']) > 0;
}

/** Tables of a pipeline that have the row which {@link lockStatement} locks. */
export async function statedTables(session: Session, pipeline: string): Promise<Set<string>> {
  const rows = await session.query(`SELECT TABLE_NAME FROM ${STATE} WHERE PIPELINE = ${text(pipeline)}`);
  return new Set(rows.map((row) => row['TABLE_NAME'] as string));
}

/** Makes the row that {@link lockStatement} locks, unless it is there. */
export function stateStatement({ pipeline }: PipelineSchema, { name }: TargetTable): string {
  return `INSERT INTO ${STATE} SELECT ${text(pipeline)}, ${text(name)}, 0
    WHERE NOT EXISTS (SELECT 1 FROM ${STATE} WHERE ${ofTable(pipeline, name)})`;
}
