import type { DuckDBConnection } from '@duckdb/node-api';
import type { OffsetRange } from './range';
import { mayHold, type TableFile } from './shelf';
import { literal, rows } from './sql';

/** What is read of each table: just enough to judge it, by the types of the lake. */
export const COLUMNS = {
  raw: {
    key: 'BLOB',
    value: 'BLOB',
    headers: 'STRUCT("key" VARCHAR, "value" BLOB)[]',
    partition: 'INTEGER',
    offset: 'BIGINT',
    kafka_timestamp: 'TIMESTAMPTZ',
  },
  events: {
    event_id: 'VARCHAR',
    event_type: 'VARCHAR',
    schema_version: 'VARCHAR',
    occurred_at: 'TIMESTAMPTZ',
    sent_at: 'TIMESTAMPTZ',
    anonymous_id: 'VARCHAR',
    page_path: 'VARCHAR',
    properties: 'VARCHAR',
    content_hash: 'VARCHAR',
    partition: 'INTEGER',
    offset: 'BIGINT',
    kafka_timestamp: 'TIMESTAMPTZ',
    received_at: 'TIMESTAMPTZ',
  },
  set_aside: {
    kind: 'VARCHAR',
    path: 'VARCHAR',
    key: 'BLOB',
    value: 'BLOB',
    partition: 'INTEGER',
    offset: 'BIGINT',
    kafka_timestamp: 'TIMESTAMPTZ',
    event_id: 'VARCHAR',
    event_type: 'VARCHAR',
    schema_version: 'VARCHAR',
    occurred_at: 'TIMESTAMPTZ',
    anonymous_id: 'VARCHAR',
    page_path: 'VARCHAR',
    properties: 'VARCHAR',
  },
  duplicates: {
    partition: 'INTEGER',
    offset: 'BIGINT',
    event_id: 'VARCHAR',
    kept_partition: 'INTEGER',
    kept_offset: 'BIGINT',
    class: 'VARCHAR',
  },
  sessions: {
    session_id: 'VARCHAR',
    revision: 'INTEGER',
    op: 'VARCHAR',
    anonymous_id: 'VARCHAR',
    session_date: 'DATE',
    started_at: 'TIMESTAMPTZ',
    ended_at: 'TIMESTAMPTZ',
    duration_ms: 'BIGINT',
    events: 'BIGINT',
    events_by_type: 'VARCHAR',
    entry_page: 'VARCHAR',
    exit_page: 'VARCHAR',
    conversions: 'BIGINT',
    revenue: 'DECIMAL(26, 4)',
    currency: 'VARCHAR',
  },
  metrics_minute: {
    minute: 'TIMESTAMPTZ',
    event_type: 'VARCHAR',
    revision: 'INTEGER',
    op: 'VARCHAR',
    events: 'BIGINT',
    visitors: 'BIGINT',
    conversions: 'BIGINT',
    revenue: 'DECIMAL(26, 4)',
    currency: 'VARCHAR',
  },
} as const;

export type TableRole = keyof typeof COLUMNS;

/** Local copies of the Parquet files of a pipeline's tables; none of a table that does not exist yet. */
export type TableFiles = Readonly<Partial<Record<TableRole, readonly TableFile[]>>>;

/** Makes one view per table, named like it. */
export async function openTables(connection: DuckDBConnection, files: TableFiles): Promise<void> {
  for (const table of Object.keys(COLUMNS) as TableRole[])
    await connection.run(`CREATE OR REPLACE TEMP VIEW ${table} AS ${selectOf(table, files[table] ?? [])}`);
}

/** The tables whose rows have coordinates. */
export const PLACED = ['raw', 'events', 'set_aside', 'duplicates'] as const;

/** Makes views `piece_<table>` of the rows of one range of offsets; files that cannot hold any are not opened. */
export async function openPiece(
  connection: DuckDBConnection,
  files: TableFiles,
  piece: OffsetRange,
): Promise<void> {
  const { partition, from, to } = piece;
  for (const table of PLACED) {
    const some = (files[table] ?? []).filter((file) => mayOverlap(file, [piece]));
    await connection.run(
      `CREATE OR REPLACE TEMP VIEW piece_${table} AS SELECT * FROM (${selectOf(table, some)})
       WHERE partition = ${partition} AND "offset" >= ${from} AND "offset" < ${to}`,
    );
  }
}

/** Can a file hold records of some ranges? */
export function mayOverlap(file: TableFile, ranges: readonly OffsetRange[]): boolean {
  return ranges.some(
    ({ partition, from, to }) =>
      mayHold(file, 'partition', partition, partition + 1) && mayHold(file, 'offset', from, to),
  );
}

/** What a changelog says now: the highest revision of each key, unless it retracts the key. */
export const currentOf = (table: string, key: string): string => `
SELECT * FROM (SELECT * FROM ${table} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY revision DESC) = 1)
WHERE op = 'upsert'`;

/** A number that files share when they hold the same rows of raw, in whatever order. */
export async function fingerprintOf(connection: DuckDBConnection, paths: readonly string[]): Promise<string> {
  if (paths.length === 0) return '0/0';
  const [found] = await rows<{ fingerprint: string }>(
    connection,
    `SELECT count(*) || '/' || sum(hash(key, value, headers, topic, partition, "offset", kafka_timestamp)::HUGEINT)
       AS fingerprint FROM read_parquet(${listOf(paths)})`,
  );
  return found?.fingerprint ?? '';
}

const listOf = (paths: readonly string[]): string => `[${paths.map(literal).join(', ')}]`;

/** Columns that the files lack are NULL: older ones lack what was added later, and DuckDB refuses an empty list. */
function selectOf(table: TableRole, files: readonly TableFile[]): string {
  const columns = Object.entries(COLUMNS[table]);
  const names = columns.map(([name]) => `"${name}"`);
  const typed = columns.map(([name, type]) => `NULL::${type} AS "${name}"`);
  const paths = files.map(({ path }) => path);
  const rows =
    paths.length > 0
      ? ` UNION ALL BY NAME SELECT * FROM read_parquet(${listOf(paths)}, union_by_name = true)`
      : '';
  return `SELECT ${names.join(', ')} FROM (SELECT ${typed.join(', ')} WHERE false${rows})`;
}
