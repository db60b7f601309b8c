import type { DuckDBConnection } from '@duckdb/node-api';
import { confirmConflicts, type Conflicts } from './conflicts';
import { placesIn, type OffsetRange } from './range';
import { rows } from './sql';
import type { Findings } from './verdict';

/** How the records that are in neither events nor set_aside are explained. */
export interface Explained {
  readonly duplicates: number;
  readonly idConflicts: number;
  /** Events that are in the table twice because their copies lay further apart than the dedup horizon. */
  readonly beyondHorizon: number;
  /** The first of them, no findings, for a person who wants to know. */
  readonly listed: {
    readonly idConflicts: readonly Pair[];
    readonly beyondHorizon: readonly Pair[];
  };
}

/** Two records with one event_id, each as `partition/offset`. */
export interface Pair {
  readonly at: string;
  readonly kept: string;
}

const LISTED = 10;

/** Makes the empty list of claims, over all pieces. */
export async function openClaims(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE claims
       (partition INTEGER, "offset" BIGINT, event_id VARCHAR, hash VARCHAR, settled VARCHAR,
        kept_partition INTEGER, kept_offset BIGINT)`,
  );
}

/** Adds the claims of one piece with the judge's own reading of their event_id; see {@link checkCoordinates}. */
export async function collectClaims(connection: DuckDBConnection, { partition }: OffsetRange): Promise<void> {
  await connection.run(
    `INSERT INTO claims
     SELECT ${partition}, "offset", document ->> '$.event_id',
       sha256(replace(text, ',"sent_at":"' || (document ->> '$.sent_at') || '"', '')), class, kept_partition, kept_offset
     FROM (SELECT "offset", try(decode(value)) AS text, try_cast(try(decode(value)) AS JSON) AS document
           FROM piece_raw SEMI JOIN claim USING ("offset"))
     LEFT JOIN piece_duplicates USING ("offset")`,
  );
}

export interface Ruling {
  readonly ranges: readonly OffsetRange[];
  /** Copies no further apart than this, by the broker's time, are one event. Milliseconds. */
  readonly dedupHorizonMs: number;
  /** Per partition, the offset up to which `settle` has named every duplicate. */
  readonly settledTo: ReadonlyMap<number, number>;
}

/** Holds every claim against the kept event of the same event_id. Once all pieces are collected. */
export async function judgeClaims(
  connection: DuckDBConnection,
  { ranges, dedupHorizonMs, settledTo }: Ruling,
  findings: Findings,
): Promise<Explained> {
  await connection.run(KEPT);
  await connection.run(JUDGED);
  await connection.run(repeated(ranges, dedupHorizonMs));
  const conflicts = await confirmConflicts(connection);
  await reportRepeated(connection, findings);
  await reportUnexplained(connection, findings);
  await reportWrongClass(connection, conflicts, findings);
  await reportUnsettled(connection, settledTo, findings);
  const [counts] = await rows<{ explained: number; beyond: number }>(
    connection,
    `SELECT (SELECT count(*) FROM judged WHERE kept > 0) AS explained, (SELECT count(*) FROM repeated WHERE NOT near) AS beyond`,
  );
  const { explained = 0, beyond = 0 } = counts ?? {};
  return {
    duplicates: explained - conflicts.size,
    idConflicts: conflicts.size,
    beyondHorizon: beyond,
    listed: {
      idConflicts: [...conflicts].slice(0, LISTED).map(([at, kept]) => ({ at, kept })),
      beyondHorizon: await rows<Pair>(
        connection,
        `SELECT "at", kept FROM repeated WHERE NOT near ORDER BY "at" LIMIT ${LISTED}`,
      ),
    },
  };
}

const KEPT = `
CREATE OR REPLACE TEMP TABLE kept AS
SELECT event_id, partition, "offset", content_hash FROM events SEMI JOIN claims USING (event_id)`;

/** One row per claim; the same content as any event that was kept under the id makes it a duplicate. */
const JUDGED = `
CREATE OR REPLACE TEMP TABLE judged AS
SELECT c.partition, c."offset", any_value(c.event_id) AS event_id, any_value(c.settled) AS settled,
  count(k."offset") AS kept,
  coalesce(bool_or(k.content_hash = c.hash), false) AS same,
  coalesce(bool_or((k.partition, k."offset") = (c.kept_partition, c.kept_offset)), false) AS named_right
FROM claims c LEFT JOIN kept k USING (event_id)
GROUP BY c.partition, c."offset"`;

/**
 * Events of the ranges that repeat an earlier one, and whether it is so near that the stream cannot have forgotten it: an
 * event leaves its memory when the watermark, H behind the newest record, is H past it, and takes no record at or behind
 * the watermark. By hash first: most ids are there once, and eight bytes are few.
 */
const repeated = (ranges: readonly OffsetRange[], horizonMs: number): string => `
CREATE OR REPLACE TEMP TABLE repeated AS
WITH twice AS (SELECT hash(event_id) AS id FROM events GROUP BY id HAVING count(*) > 1),
copies AS (
  SELECT event_id, partition, "offset", partition || '/' || "offset" AS "at", lag("at") OVER copies AS kept,
    epoch_ms(kafka_timestamp) - epoch_ms(lag(kafka_timestamp) OVER copies) <= ${horizonMs} AS near
  FROM (SELECT DISTINCT event_id, kafka_timestamp, partition, "offset" FROM events SEMI JOIN twice ON id = hash(event_id))
  WINDOW copies AS (PARTITION BY event_id ORDER BY kafka_timestamp, partition, "offset")
)
SELECT event_id, partition, "offset", "at", kept, near FROM copies WHERE kept IS NOT NULL AND (${placesIn(ranges)})`;

async function reportRepeated(connection: DuckDBConnection, findings: Findings): Promise<void> {
  const found = await rows<Pair & { readonly event_id: string }>(
    connection,
    `SELECT "at", kept, event_id FROM repeated WHERE near ORDER BY partition, "offset"`,
  );
  for (const { at, kept, event_id: id } of found)
    findings.add({ kind: 'twice', table: 'events', at, detail: `event ${id} is also at ${kept}` });
}

interface Judged {
  readonly partition: number;
  readonly offset: number;
  readonly event_id: string | null;
  readonly settled: string | null;
}

const unexplained = (which: string): string =>
  `SELECT * FROM judged WHERE ${which} ORDER BY partition, "offset"`;

async function reportUnexplained(connection: DuckDBConnection, findings: Findings): Promise<void> {
  for (const one of await rows<Judged>(connection, unexplained('kept = 0'))) {
    const { event_id: id, settled } = one;
    findings.add({
      kind: settled === null ? 'lost' : 'kept_missing',
      table: settled === null ? 'events' : 'duplicates',
      at: placeOf(one),
      detail: id === null ? 'no table explains it' : `no event ${id} was kept`,
    });
  }
  const misnamed = unexplained('kept > 0 AND settled IS NOT NULL AND NOT named_right');
  for (const one of await rows<Judged>(connection, misnamed)) {
    const detail = `the coordinates it names are not those of event ${one.event_id}`;
    findings.add({ kind: 'kept_missing', table: 'duplicates', at: placeOf(one), detail });
  }
}

async function reportWrongClass(
  connection: DuckDBConnection,
  conflicts: Conflicts,
  findings: Findings,
): Promise<void> {
  const suspects = unexplained(`kept > 0 AND settled IS NOT NULL AND (NOT same OR settled <> 'duplicate')`);
  for (const one of await rows<Judged>(connection, suspects)) {
    const at = placeOf(one);
    const right = conflicts.has(at) ? 'id_conflict' : 'duplicate';
    if (one.settled !== right)
      findings.add({
        ...{ kind: 'wrong_class', table: 'duplicates', at },
        detail: `says ${one.settled}, is ${right}`,
      });
  }
}

async function reportUnsettled(
  connection: DuckDBConnection,
  settledTo: ReadonlyMap<number, number>,
  findings: Findings,
): Promise<void> {
  const before = [...settledTo].map(([partition, to]) => ({ partition, from: 0, to }));
  const missing = unexplained(`kept > 0 AND settled IS NULL AND (${placesIn(before)})`);
  for (const one of await rows<Judged>(connection, missing)) {
    const detail = `settle went past it and did not name it a copy of event ${one.event_id}`;
    findings.add({ kind: 'unsettled', table: 'duplicates', at: placeOf(one), detail });
  }
}

const placeOf = ({ partition, offset }: Judged): string => `${partition}/${offset}`;
