import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { COLUMNS, currentOf, literal, openTables, type TableFiles } from '@clickstream/reconcile';

/** How one table compares with the ground truth of a simulation. */
export const comparisonSchema = z.strictObject({
  table: z.string(),
  expected: z.int().describe('Rows by the ground truth.'),
  found: z.int(),
  missing: z.int().describe('Rows of the truth that the table lacks.'),
  unexpected: z.int().describe('Rows of the table that the truth does not have.'),
  examples: z.array(z.string()).describe('Some of both.'),
});

export type Comparison = z.infer<typeof comparisonSchema>;

/** Rows that must be the same bag of rows. */
interface Question {
  readonly table: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Compares the tables of the lake with the ground truth, as bags of rows. It reads files only: nothing of Spark, the
 * contract or the simulation is in it but their formats (docs/producer.md, "Ground truth").
 * The input must have ended and be settled for good: sessions and minutes that are still open differ.
 */
export async function compareWithTruth(
  connection: DuckDBConnection,
  folder: string,
  files: TableFiles,
): Promise<Comparison[]> {
  await connection.run(truthView(folder));
  await openTables(connection, files);
  const comparisons: Comparison[] = [];
  for (const question of [...BY_RECORD, ...changelogs(folder)]) {
    comparisons.push(await answer(connection, question));
  }
  return comparisons;
}

const BY_RECORD: readonly Question[] = [
  {
    table: 'raw',
    expected: `SELECT record, partition, ordinal AS "offset", key, sha256, received_at FROM truth`,
    found: `
      SELECT try_cast(decode(list_filter(headers, h -> h.key = 'record')[1].value) AS BIGINT) AS record,
        partition, "offset", decode(key) AS key, sha256(value) AS sha256,
        try_cast(decode(list_filter(headers, h -> h.key = 'received_at')[1].value) AS BIGINT) AS received_at
      FROM raw`,
  },
  {
    table: 'events',
    // Of a copy in another partition either may be kept, so a place is right when it is one of the places allowed.
    expected: `SELECT event_id, 'in its place' AS place FROM truth WHERE fate = 'curated'`,
    found: `
      SELECT e.event_id, CASE WHEN t.event_id IS NULL THEN e.partition || '/' || e."offset" ELSE 'in its place' END AS place
      FROM events e LEFT JOIN truth t ON (e.event_id, e.partition, e."offset") = (t.event_id, t.partition, t.ordinal)
        AND (t.fate = 'curated' OR t.exchangeable)`,
  },
  {
    table: 'set_aside',
    expected: `SELECT partition, ordinal AS "offset", kind, path FROM truth WHERE fate = 'set_aside'`,
    found: `SELECT partition, "offset", kind, path FROM set_aside`,
  },
  {
    table: 'duplicates',
    // The event stands where the table of events has it, if it may stand there: all others that share its id are copies of it.
    expected: `
      WITH shared AS (SELECT *, coalesce("of", record) AS original FROM truth WHERE fate <> 'set_aside'),
      kept AS (
        SELECT original, s.partition, ordinal
        FROM shared s LEFT JOIN events e ON (e.event_id, e.partition, e."offset") = (s.event_id, s.partition, s.ordinal)
        WHERE fate = 'curated' OR exchangeable
        QUALIFY row_number() OVER (PARTITION BY original ORDER BY e.event_id IS NULL, record) = 1
      )
      SELECT event_id, s.partition, s.ordinal AS "offset", CASE fate WHEN 'curated' THEN 'duplicate' ELSE fate END AS class,
        k.partition AS kept_partition, k.ordinal AS kept_offset
      FROM shared s JOIN kept k USING (original) WHERE (s.partition, s.ordinal) <> (k.partition, k.ordinal)`,
    found: `SELECT event_id, partition, "offset", class, kept_partition, kept_offset FROM duplicates`,
  },
];

const changelogs = (folder: string): Question[] => [
  changelog('sessions', join(folder, 'sessions.final.ndjson'), 'session_id'),
  changelog('metrics_minute', join(folder, 'minutes.final.ndjson'), 'minute, event_type'),
];

function changelog(table: 'sessions' | 'metrics_minute', file: string, key: string): Question {
  const columns = Object.fromEntries(
    Object.entries(COLUMNS[table]).filter(([name]) => name !== 'revision' && name !== 'op'),
  );
  const names = Object.keys(columns).join(', ');
  return {
    table,
    expected: `SELECT ${names} FROM ${jsonOf(file, columns)}`,
    found: `SELECT ${names} FROM (${currentOf(table, key)})`,
  };
}

function jsonOf(file: string, columns: Readonly<Record<string, string>>): string {
  const types = Object.entries(columns).map(([name, type]) => `${literal(name)}: ${literal(type)}`);
  return `read_json(${literal(file)}, format = 'newline_delimited', columns = {${types.join(', ')}})`;
}

function truthView(folder: string): string {
  const columns = {
    record: 'BIGINT',
    partition: 'INTEGER',
    ordinal: 'BIGINT',
    key: 'VARCHAR',
    received_at: 'BIGINT',
    event_id: 'VARCHAR',
    sha256: 'VARCHAR',
    fate: 'VARCHAR',
    kind: 'VARCHAR',
    path: 'VARCHAR',
    of: 'BIGINT',
    exchangeable: 'BOOLEAN',
  };
  return `CREATE OR REPLACE TEMP TABLE truth AS SELECT * FROM ${jsonOf(join(folder, 'records.ndjson'), columns)}`;
}

async function answer(
  connection: DuckDBConnection,
  { table, expected, found }: Question,
): Promise<Comparison> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE expected AS ${expected}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE found AS ${found}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE missing AS FROM expected EXCEPT ALL FROM found`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE unexpected AS FROM found EXCEPT ALL FROM expected`);
  const reader = await connection.runAndReadAll(`
    SELECT (SELECT count(*) FROM expected)::INT AS expected, (SELECT count(*) FROM found)::INT AS found,
      (SELECT count(*) FROM missing)::INT AS missing, (SELECT count(*) FROM unexpected)::INT AS unexpected`);
  const [counts] = reader.getRowObjectsJS() as Pick<
    Comparison,
    'expected' | 'found' | 'missing' | 'unexpected'
  >[];
  const examples = await connection.runAndReadAll(`
    (SELECT 'missing ' || to_json(m)::VARCHAR AS example FROM missing m ORDER BY ALL LIMIT 3) UNION ALL
    (SELECT 'unexpected ' || to_json(u)::VARCHAR FROM unexpected u ORDER BY ALL LIMIT 3)`);
  const shown = examples.getRowObjectsJS() as { example: string }[];
  if (!counts) throw new Error('a count has no row');
  return { table, ...counts, examples: shown.map(({ example }) => example) };
}
