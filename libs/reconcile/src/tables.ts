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
    event_type: 'VARCHAR',
    occurred_at: 'TIMESTAMPTZ',
  },
  duplicates: {
    partition: 'INTEGER',
    offset: 'BIGINT',
    event_id: 'VARCHAR',
    kept_partition: 'INTEGER',
    kept_offset: 'BIGINT',
    class: 'VARCHAR',
  },
} as const;

/** Makes one view per table, named like it. */
export async function openTables(connection: DuckDBConnection, files: TableFiles): Promise<void> {
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const paths = files[table as keyof typeof COLUMNS];
    await connection.run(
      `CREATE OR REPLACE TEMP VIEW ${table} AS ${paths.length > 0 ? selectOf(paths, columns) : emptyOf(columns)}`,
    );
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

function selectOf(paths: readonly string[], columns: Readonly<Record<string, string>>): string {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  // Files older than a column that was added to the contract do not hold it.
  return `SELECT ${names.join(', ')} FROM read_parquet(${listOf(paths)}, union_by_name = true)`;
}

/** DuckDB refuses an empty list of files. */
function emptyOf(columns: Readonly<Record<string, string>>): string {
  const nothing = Object.entries(columns).map(([name, type]) => `NULL::${type} AS "${name}"`);
  return `SELECT ${nothing.join(', ')} WHERE false`;
}
