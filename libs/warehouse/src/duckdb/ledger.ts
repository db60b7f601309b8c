import type { Changes, PipelineSchema, SnapshotId, TableProgress, Tally, TargetTable } from '../port';
import type { LedgerEntry, Span } from '../unit';
import { VERSION } from '../version';
import { DEFINE_VIEW } from '../schema-steps';
import { literal, qualified } from '../sql';
import type { Database } from './database';

/** What was loaded, one row per snapshot of the lake. It decides what comes next; the rows alone never do. */
export const LEDGER_SCHEMA = 'loader';
export const LEDGER = `${LEDGER_SCHEMA}.load_ledger`;
const HISTORY = `${LEDGER_SCHEMA}.schema_history`;

const DDL = [
  `CREATE SCHEMA IF NOT EXISTS ${LEDGER_SCHEMA}`,
  `CREATE TABLE IF NOT EXISTS ${LEDGER} (
    pipeline VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    snapshot_id BIGINT NOT NULL,
    parent_id BIGINT,
    sequence BIGINT NOT NULL,
    operation VARCHAR NOT NULL,
    committed_at TIMESTAMPTZ NOT NULL,
    files BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    inserted BIGINT,
    updated BIGINT,
    deleted BIGINT,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    loader_version VARCHAR NOT NULL,
    PRIMARY KEY (pipeline, table_name, snapshot_id)
  )`,
  `COMMENT ON COLUMN ${LEDGER}.unit_id IS 'last snapshot of the transaction that loaded this one'`,
  ...['inserted', 'updated', 'deleted'].map(
    (count) =>
      `COMMENT ON COLUMN ${LEDGER}.${count} IS 'rows of the table that the transaction ${count}, said once, with its last snapshot'`,
  ),
  `COMMENT ON COLUMN ${LEDGER}.started_at IS 'when the transaction began'`,
  `COMMENT ON COLUMN ${LEDGER}.finished_at IS 'when it was about to commit'`,
  `CREATE TABLE IF NOT EXISTS ${HISTORY} (
    pipeline VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    loader_version VARCHAR NOT NULL
  )`,
];

/** Statements that make the ledger where there is none. */
export const LEDGER_DDL: readonly string[] = DDL;

/** The snapshot that no other loaded one follows. A table's snapshots form one chain, so sequence orders them. */
export async function positionOf(
  database: Database,
  pipeline: string,
  table: string,
): Promise<SnapshotId | undefined> {
  const [last] = await database.query(
    `SELECT snapshot_id::VARCHAR AS id FROM ${LEDGER} WHERE pipeline = ? AND table_name = ?
     ORDER BY sequence DESC LIMIT 1`,
    [pipeline, table],
  );
  return last?.['id'] as SnapshotId | undefined;
}

export async function progressOf(database: Database, pipeline: string): Promise<TableProgress[]> {
  const rows = await database.query(
    `SELECT table_name, arg_max(snapshot_id, sequence)::VARCHAR AS position,
       epoch_ms(max(committed_at))::DOUBLE AS committed_at, epoch_ms(max(finished_at))::DOUBLE AS loaded_at,
       count(*)::DOUBLE AS snapshots, sum(rows)::DOUBLE AS rows
     FROM ${LEDGER} WHERE pipeline = ? GROUP BY table_name ORDER BY table_name`,
    [pipeline],
  );
  return rows.map((row) => ({
    pipeline,
    table: row['table_name'] as string,
    position: row['position'] as SnapshotId,
    committedAtMs: row['committed_at'] as number,
    loadedAtMs: row['loaded_at'] as number,
    snapshots: row['snapshots'] as number,
    rows: row['rows'] as number,
  }));
}

/** Writes one row per snapshot of a unit; part of its transaction. */
export async function record(
  database: Database,
  entry: LedgerEntry,
  { inserted, updated, deleted }: Changes,
  { startedMs, finishedMs }: Span,
): Promise<void> {
  if (entry.snapshots.length === 0) return;
  await database.run(recordStatement(entry), [
    ...[inserted, updated, deleted].map(BigInt),
    ...[startedMs, finishedMs].map(BigInt),
  ]);
}

/** `$1` to `$3`: rows inserted, updated, deleted; `$4` and `$5`: start and end, epoch milliseconds. */
export function recordStatement({ schema, table, snapshots }: LedgerEntry): string {
  const unitId = snapshots.at(-1)?.id ?? 'NULL';
  const rows = snapshots.map(
    (snapshot) =>
      `(${literal(schema.pipeline)}, ${literal(table.name)}, ${snapshot.id}, ${snapshot.parentId ?? 'NULL'},
        ${snapshot.sequence}, ${literal(snapshot.operation)}, make_timestamptz(${snapshot.committedAtMs} * 1000),
        ${snapshot.files}, ${snapshot.rows}, ${unitId}, ${snapshot.id === unitId ? '$1, $2, $3' : 'NULL, NULL, NULL'},
        make_timestamptz($4::BIGINT * 1000), make_timestamptz($5::BIGINT * 1000), ${literal(VERSION)})`,
  );
  return `INSERT INTO ${LEDGER} VALUES ${rows.join(', ')}`;
}

/** Empties the part of the ledger that is about a table; part of the transaction that fills it again. */
export async function forget(database: Database, schema: PipelineSchema, table: TargetTable): Promise<void> {
  await database.run(`DELETE FROM ${LEDGER} WHERE pipeline = ? AND table_name = ?`, [
    schema.pipeline,
    table.name,
  ]);
}

/** See `ReadSession.tally`. */
export async function tallyOf(
  database: Database,
  { pipeline, schema }: PipelineSchema,
  { name }: TargetTable,
): Promise<Tally> {
  const [rows] = await database.query(
    `SELECT (SELECT coalesce(sum(inserted) - sum(deleted), 0)::DOUBLE FROM ${LEDGER}
        WHERE pipeline = ? AND table_name = ?) AS recorded,
      (SELECT count(*)::DOUBLE FROM ${qualified(schema, name)}) AS found`,
    [pipeline, name],
  );
  return { recorded: rows?.['recorded'] as number, found: rows?.['found'] as number };
}

/** Remembers a change of a table; part of the transaction that makes it. */
export async function recordChange(
  database: Database,
  pipeline: string,
  table: string,
  change: string,
  detail: string,
): Promise<void> {
  await database.run(`INSERT INTO ${HISTORY} VALUES (?, ?, ?, ?, now(), ?)`, [
    pipeline,
    table,
    change,
    detail,
    VERSION,
  ]);
}

/** The definition that each view of a pipeline got last, by name. */
export async function definedViews(database: Database, pipeline: string): Promise<Map<string, string>> {
  const rows = await database.query(
    `SELECT table_name, arg_max(detail, rowid) AS definition FROM ${HISTORY}
     WHERE pipeline = ? AND change = ${literal(DEFINE_VIEW)} GROUP BY table_name`,
    [pipeline],
  );
  return new Map(rows.map((row) => [row['table_name'] as string, row['definition'] as string]));
}

/** Has a ledger ever been made here? */
export async function hasLedger(database: Database): Promise<boolean> {
  const found = await database.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [LEDGER_SCHEMA, 'load_ledger'],
  );
  return found.length > 0;
}
