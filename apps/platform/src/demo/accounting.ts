import type { DuckDBConnection } from '@duckdb/node-api';

/** Parquet files of the lake tables, by table. */
export interface LakeFiles {
  readonly raw: readonly string[];
  readonly events: readonly string[];
  readonly set_aside: readonly string[];
}

/** How the records of a topic ended up; every count is of distinct (topic, partition, offset). */
export interface Accounting {
  readonly raw: number;
  readonly curated: number;
  readonly setAside: number;
  readonly duplicates: number;
  /** Records that no table explains: each is a loss. */
  readonly lost: number;
  /** Records with more than one fate, or more than once in a table. */
  readonly twice: number;
}

/**
 * Finds the fate of every raw record by its coordinates, from the files alone. Independent of Spark and of the
 * contract: a record that is neither curated nor set aside must carry the event_id of a curated one.
 */
export async function account(connection: DuckDBConnection, files: LakeFiles): Promise<Accounting> {
  for (const [table, paths] of Object.entries(files)) await connection.run(viewOf(table, paths));
  const result = await connection.runAndReadAll(FATES);
  const row = result.getRowObjects()[0] as Record<keyof Accounting, bigint>;
  return {
    raw: Number(row.raw),
    curated: Number(row.curated),
    setAside: Number(row.setAside),
    duplicates: Number(row.duplicates),
    lost: Number(row.lost),
    twice: Number(row.twice),
  };
}

const COLUMNS: Record<string, string> = {
  raw: 'topic, partition, "offset", value',
  events: 'topic, partition, "offset", event_id',
  set_aside: 'topic, partition, "offset"',
};

/** A table without a snapshot has no files, and DuckDB refuses an empty list of them. */
function viewOf(table: string, paths: readonly string[]): string {
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
  const source =
    paths.length > 0
      ? `read_parquet([${list}])`
      : `(SELECT '' AS topic, 0 AS partition, 0 AS "offset", ''::BLOB AS value, '' AS event_id WHERE false)`;
  return `CREATE OR REPLACE TEMP VIEW ${table} AS SELECT ${COLUMNS[table]} FROM ${source}`;
}

const FATES = `
WITH fate AS (
  SELECT raw.topic, raw.partition, raw."offset", any_value(raw.value) AS value, count(*) AS copies,
    (SELECT count(*) FROM events e WHERE (e.topic, e.partition, e."offset") = (raw.topic, raw.partition, raw."offset")) AS in_events,
    (SELECT count(*) FROM set_aside s WHERE (s.topic, s.partition, s."offset") = (raw.topic, raw.partition, raw."offset")) AS in_set_aside
  FROM raw GROUP BY ALL
),
leftover AS (
  SELECT try_cast(try(decode(value)) AS JSON) ->> '$.event_id' AS event_id FROM fate WHERE in_events = 0 AND in_set_aside = 0
),
kept AS (SELECT DISTINCT event_id FROM events)
SELECT
  (SELECT count(*) FROM fate) AS "raw",
  (SELECT count(*) FROM fate WHERE in_events > 0) AS "curated",
  (SELECT count(*) FROM fate WHERE in_set_aside > 0) AS "setAside",
  (SELECT count(*) FROM leftover SEMI JOIN kept USING (event_id)) AS "duplicates",
  (SELECT count(*) FROM leftover ANTI JOIN kept USING (event_id)) AS "lost",
  (SELECT count(*) FROM fate WHERE copies > 1 OR in_events + in_set_aside > 1) AS "twice"
`;
