import type { DuckDBConnection } from '@duckdb/node-api';
import type { OffsetRange } from './range';
import { rows } from './sql';
import type { Findings } from './verdict';

/** What one piece of a partition holds, by coordinates alone. */
export interface Presence {
  /** Offsets that raw does not hold; Kafka knows whether they ever were records. */
  readonly gaps: readonly OffsetRange[];
  readonly raw: number;
  readonly curated: number;
  /** Records in neither events nor set_aside: each must prove to be a duplicate. */
  readonly claims: number;
  /** Set aside, by kind. */
  readonly setAside: Readonly<Record<string, number>>;
}

const EXPLAINED = ['events', 'set_aside', 'duplicates'] as const;

/**
 * Compares the sets of offsets of all tables within one piece. Needs the views of {@link openPiece}, and
 * leaves the temp tables `seen` and `claim` (offsets) for the checks of content.
 */
export async function checkCoordinates(
  connection: DuckDBConnection,
  piece: OffsetRange,
  findings: Findings,
): Promise<Presence> {
  const { partition, from, to } = piece;
  await connection.run(SEEN);
  await connection.run(CLAIM);
  await report(connection, partition, findings);
  const [counts] = await rows<{ raw: number; curated: number; claims: number }>(connection, COUNTS);
  const kinds = await rows<{ kind: string; records: number }>(connection, KINDS);
  const { raw = 0, curated = 0, claims = 0 } = counts ?? {};
  return {
    gaps: raw === to - from ? [] : await gapsOf(connection, piece),
    raw,
    curated,
    claims,
    setAside: Object.fromEntries(kinds.map(({ kind, records }) => [kind, records])),
  };
}

const SEEN = `
CREATE OR REPLACE TEMP TABLE seen AS
SELECT "offset", sum(raw)::INT AS raw, sum(events)::INT AS events, sum(set_aside)::INT AS set_aside,
  sum(duplicates)::INT AS duplicates
FROM (
  SELECT "offset", 1 AS raw, 0 AS events, 0 AS set_aside, 0 AS duplicates FROM piece_raw
  UNION ALL SELECT "offset", 0, 1, 0, 0 FROM piece_events
  UNION ALL SELECT "offset", 0, 0, 1, 0 FROM piece_set_aside
  UNION ALL SELECT "offset", 0, 0, 0, 1 FROM piece_duplicates
) GROUP BY "offset"`;

const CLAIM = `
CREATE OR REPLACE TEMP TABLE claim AS
SELECT "offset" FROM seen WHERE raw > 0 AND events = 0 AND set_aside = 0`;

const COUNTS = `
SELECT count(*) FILTER (raw > 0) AS "raw", count(*) FILTER (raw > 0 AND events > 0) AS curated,
  (SELECT count(*) FROM claim) AS claims
FROM seen`;

const KINDS = `
SELECT kind, count(DISTINCT "offset") AS records FROM piece_set_aside
WHERE "offset" IN (SELECT "offset" FROM seen WHERE raw > 0 AND events = 0) GROUP BY kind`;

const WRONG = `
raw <> 1 OR events > 1 OR set_aside > 1 OR duplicates > 1
OR (events > 0)::INT + (set_aside > 0)::INT + (duplicates > 0)::INT > 1`;

interface Seen {
  readonly offset: number;
  readonly raw: number;
  readonly events: number;
  readonly set_aside: number;
  readonly duplicates: number;
}

async function report(connection: DuckDBConnection, partition: number, findings: Findings): Promise<void> {
  const wrong = await rows<Seen>(connection, `SELECT * FROM seen WHERE ${WRONG} ORDER BY "offset"`);
  for (const seen of wrong) {
    const at = `${partition}/${seen.offset}`;
    for (const table of ['raw', ...EXPLAINED] as const) {
      if (seen[table] > 1) findings.add({ kind: 'twice', table, at, detail: `${seen[table]} rows` });
    }
    const fates = EXPLAINED.filter((table) => seen[table] > 0);
    if (fates.length > 1)
      findings.add({
        kind: 'two_fates',
        table: fates.join(' and '),
        at,
        detail: 'one record, more than one fate',
      });
    if (seen.raw === 0) {
      findings.add({
        kind: 'from_nowhere',
        table: fates.join(' and '),
        at,
        detail: 'raw holds no such record',
      });
    }
  }
}

async function gapsOf(connection: DuckDBConnection, piece: OffsetRange): Promise<OffsetRange[]> {
  const { partition, from, to } = piece;
  return rows<OffsetRange>(
    connection,
    `SELECT ${partition} AS partition, "offset" + 1 AS "from", next AS "to"
     FROM (SELECT "offset", lead("offset", 1, ${to}) OVER (ORDER BY "offset") AS next
           FROM (SELECT ${from - 1} AS "offset" UNION ALL SELECT "offset" FROM seen WHERE raw > 0))
     WHERE next > "offset" + 1 ORDER BY "offset"`,
  );
}
