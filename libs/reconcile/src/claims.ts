import type { DuckDBConnection } from '@duckdb/node-api';
import { contentHash } from './canonical';
import type { OffsetRange } from './range';
import { rows } from './sql';
import type { Findings } from './verdict';

/** How the records that are in neither events nor set_aside are explained. */
export interface Explained {
  readonly duplicates: number;
  readonly idConflicts: number;
  /** Events that are in the table twice because their copies lay further apart than the dedup horizon. */
  readonly beyondHorizon: number;
}

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

/**
 * Holds every claim against the kept event of the same event_id. Once all pieces are collected.
 *
 * @param settledTo Per partition, the offset up to which `settle` has named every duplicate.
 */
export async function judgeClaims(
  connection: DuckDBConnection,
  settledTo: ReadonlyMap<number, number>,
  findings: Findings,
): Promise<Explained> {
  await connection.run(KEPT);
  await connection.run(JUDGED);
  const conflicts = await confirmConflicts(connection);
  await reportUnexplained(connection, findings);
  await reportWrongClass(connection, conflicts, findings);
  await reportUnsettled(connection, settledTo, findings);
  const [counts] = await rows<{ explained: number; beyond: number }>(
    connection,
    `SELECT (SELECT count(*) FROM judged WHERE kept > 0) AS explained,
       (SELECT coalesce(sum(copies - 1), 0) FROM
         (SELECT count(*) AS copies FROM events GROUP BY event_id HAVING count(*) > 1)) AS beyond`,
  );
  const { explained = 0, beyond = 0 } = counts ?? {};
  return { duplicates: explained - conflicts.size, idConflicts: conflicts.size, beyondHorizon: beyond };
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

/** Another hash of the bytes proves nothing for a producer with its own JSON spelling: read those one by one. */
async function confirmConflicts(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const pairs = await rows<{ at: string; value: Uint8Array; kept_value: Uint8Array | null }>(
    connection,
    `SELECT j.partition || '/' || j."offset" AS at, r.value, kr.value AS kept_value
     FROM judged j
     JOIN raw r ON (r.partition, r."offset") = (j.partition, j."offset")
     JOIN kept k USING (event_id)
     LEFT JOIN raw kr ON (kr.partition, kr."offset") = (k.partition, k."offset")
     WHERE j.kept > 0 AND NOT j.same`,
  );
  const conflicts = new Set(pairs.map(({ at }) => at));
  for (const { at, value, kept_value: kept } of pairs) {
    if (kept !== null && contentHash(value) === contentHash(kept)) conflicts.delete(at);
  }
  return conflicts;
}

interface Judged {
  readonly partition: number;
  readonly offset: number;
  readonly event_id: string | null;
  readonly settled: string | null;
}

async function reportUnexplained(connection: DuckDBConnection, findings: Findings): Promise<void> {
  const lost = await rows<Judged>(
    connection,
    `SELECT * FROM judged WHERE kept = 0 ORDER BY partition, "offset"`,
  );
  for (const { partition, offset, event_id: id, settled } of lost) {
    findings.add({
      kind: settled === null ? 'lost' : 'kept_missing',
      table: settled === null ? 'events' : 'duplicates',
      at: `${partition}/${offset}`,
      detail: id === null ? 'no table explains it' : `no event ${id} was kept`,
    });
  }
  const misnamed = await rows<Judged>(
    connection,
    `SELECT * FROM judged WHERE kept > 0 AND settled IS NOT NULL AND NOT named_right ORDER BY partition, "offset"`,
  );
  for (const { partition, offset, event_id: id } of misnamed) {
    findings.add({
      kind: 'kept_missing',
      table: 'duplicates',
      at: `${partition}/${offset}`,
      detail: `the coordinates it names are not those of event ${id}`,
    });
  }
}

async function reportWrongClass(
  connection: DuckDBConnection,
  conflicts: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  const settled = await rows<Judged>(
    connection,
    `SELECT * FROM judged WHERE kept > 0 AND settled IS NOT NULL AND (NOT same OR settled <> 'duplicate')
     ORDER BY partition, "offset"`,
  );
  for (const { partition, offset, settled: said } of settled) {
    const at = `${partition}/${offset}`;
    const right = conflicts.has(at) ? 'id_conflict' : 'duplicate';
    if (said !== right) {
      findings.add({ kind: 'wrong_class', table: 'duplicates', at, detail: `says ${said}, is ${right}` });
    }
  }
}

async function reportUnsettled(
  connection: DuckDBConnection,
  settledTo: ReadonlyMap<number, number>,
  findings: Findings,
): Promise<void> {
  for (const [partition, to] of settledTo) {
    const missing = await rows<Judged>(
      connection,
      `SELECT * FROM judged WHERE kept > 0 AND settled IS NULL AND partition = ${partition} AND "offset" < ${to}
       ORDER BY "offset"`,
    );
    for (const { offset, event_id: id } of missing) {
      findings.add({
        kind: 'unsettled',
        table: 'duplicates',
        at: `${partition}/${offset}`,
        detail: `settle went past it and did not name it a copy of event ${id}`,
      });
    }
  }
}
