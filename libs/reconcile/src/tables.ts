import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from './sql';

/** Local copies of the Parquet files of a pipeline's tables. A table that does not exist yet has none. */
export interface TableFiles {
  readonly raw: readonly string[];
  readonly events: readonly string[];
  readonly set_aside: readonly string[];
  readonly duplicates: readonly string[];
  readonly sessions: readonly string[];
  readonly metrics_minute: readonly string[];
}

/** What is read of each table: just enough to judge it, by the types of the lake. */
const COLUMNS = {
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
    content_hash: 'VARCHAR',
    partition: 'INTEGER',
    offset: 'BIGINT',
    kafka_timestamp: 'TIMESTAMPTZ',
    received_at: 'TIMESTAMPTZ',
  },
  set_aside: {
    kind: 'VARCHAR',
    key: 'BLOB',
    value: 'BLOB',
    partition: 'INTEGER',
    offset: 'BIGINT',
    kafka_timestamp: 'TIMESTAMPTZ',
    event_id: 'VARCHAR',
    event_type: 'VARCHAR',
    occurred_at: 'TIMESTAMPTZ',
    anonymous_id: 'VARCHAR',
    page_path: 'VARCHAR',
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
    events: 'BIGINT',
    entry_page: 'VARCHAR',
    exit_page: 'VARCHAR',
    conversions: 'BIGINT',
    revenue: 'DECIMAL(26, 4)',
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
  },
} as const;

/** Makes one view per table, named like it. */
export async function openTables(connection: DuckDBConnection, files: TableFiles): Promise<void> {
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const paths = files[table as keyof typeof COLUMNS];
    await connection.run(`CREATE OR REPLACE TEMP VIEW ${table} AS ${selectOf(paths, columns)}`);
  }
}

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

const listOf = (paths: readonly string[]): string =>
  `[${paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')}]`;

/** Columns that the files lack are NULL: older ones lack what was added later, and DuckDB refuses an empty list. */
function selectOf(paths: readonly string[], columns: Readonly<Record<string, string>>): string {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const typed = Object.entries(columns).map(([name, type]) => `NULL::${type} AS "${name}"`);
  const rows =
    paths.length > 0
      ? ` UNION ALL BY NAME SELECT * FROM read_parquet(${listOf(paths)}, union_by_name = true)`
      : '';
  return `SELECT ${names.join(', ')} FROM (SELECT ${typed.join(', ')} WHERE false${rows})`;
}
