import type { LoadUnit, SnapshotId, TableProgress } from '../port';
import { VERSION } from '../version';
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
    unit_inserted BIGINT NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL,
    loader_version VARCHAR NOT NULL,
    PRIMARY KEY (pipeline, table_name, snapshot_id)
  )`,
  `COMMENT ON COLUMN ${LEDGER}.unit_id IS 'last snapshot of the transaction that loaded this one'`,
  `COMMENT ON COLUMN ${LEDGER}.unit_inserted IS 'rows that transaction added; lower than the sum of its rows when some were there'`,
  `CREATE TABLE IF NOT EXISTS ${HISTORY} (
    pipeline VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    loader_version VARCHAR NOT NULL
  )`,
];

export async function createLedger(database: Database): Promise<void> {
  for (const statement of DDL) await database.run(statement);
}

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
       epoch_ms(max(committed_at))::DOUBLE AS committed_at, epoch_ms(max(loaded_at))::DOUBLE AS loaded_at,
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
export async function record(database: Database, unit: LoadUnit, inserted: number): Promise<void> {
  if (unit.snapshots.length === 0) return;
  const unitId = unit.snapshots.at(-1)?.id ?? 'NULL';
  const rows = unit.snapshots.map(
    (snapshot) =>
      `(${literal(unit.schema.pipeline)}, ${literal(unit.table.name)}, ${snapshot.id}, ${snapshot.parentId ?? 'NULL'},
        ${snapshot.sequence}, ${literal(snapshot.operation)}, make_timestamptz(${snapshot.committedAtMs} * 1000),
        ${snapshot.files}, ${snapshot.rows}, ${unitId}, ${inserted}, now(), ${literal(VERSION)})`,
  );
  await database.run(`INSERT INTO ${LEDGER} VALUES ${rows.join(', ')}`);
}

/** Empties a table and its part of the ledger; part of the transaction that fills both again. */
export async function forget(database: Database, { schema, table }: LoadUnit): Promise<void> {
  await database.run(`DELETE FROM ${qualified(schema.schema, table.name)}`);
  await database.run(`DELETE FROM ${LEDGER} WHERE pipeline = ? AND table_name = ?`, [
    schema.pipeline,
    table.name,
  ]);
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

/** Detail of the newest change of a kind, if there was one. */
export async function lastChange(
  database: Database,
  pipeline: string,
  table: string,
  change: string,
): Promise<string | undefined> {
  const [last] = await database.query(
    `SELECT detail FROM ${HISTORY} WHERE pipeline = ? AND table_name = ? AND change = ?
     ORDER BY rowid DESC LIMIT 1`,
    [pipeline, table, change],
  );
  return last?.['detail'] as string | undefined;
}

/** Has a ledger ever been made here? */
export async function hasLedger(database: Database): Promise<boolean> {
  const found = await database.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [LEDGER_SCHEMA, 'load_ledger'],
  );
  return found.length > 0;
}
