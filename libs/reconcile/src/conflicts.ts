import type { DuckDBConnection } from '@duckdb/node-api';
import { contentHash } from './canonical';
import { rows } from './sql';

/** Claims that say something else than any event of their id, by coordinates, each with those of a kept one. */
export type Conflicts = ReadonlyMap<string, string>;

interface Pair {
  readonly at: string;
  readonly kept: string;
  readonly value: Uint8Array;
  readonly kept_value: Uint8Array | null;
}

/** Another hash of the bytes proves nothing for a producer with its own JSON spelling: read those one by one. */
export async function confirmConflicts(connection: DuckDBConnection): Promise<Conflicts> {
  await connection.run(SUSPECTS);
  // The small side first: raw is read once, and only what is needed of it is kept.
  await connection.run(VALUES);
  const pairs = await rows<Pair>(connection, PAIRS);
  const conflicts = new Map<string, string>();
  for (const { at, kept } of pairs) if (!conflicts.has(at)) conflicts.set(at, kept);
  for (const { at, value, kept_value: other } of pairs) {
    if (other !== null && contentHash(value) === contentHash(other)) conflicts.delete(at);
  }
  return conflicts;
}

const SUSPECTS = `
CREATE OR REPLACE TEMP TABLE suspects AS
SELECT j.partition, j."offset", k.partition AS kept_partition, k."offset" AS kept_offset
FROM judged j JOIN kept k USING (event_id) WHERE j.kept > 0 AND NOT j.same`;

const VALUES = `
CREATE OR REPLACE TEMP TABLE suspect_values AS
SELECT partition, "offset", value FROM raw SEMI JOIN (
  SELECT partition, "offset" FROM suspects UNION SELECT kept_partition, kept_offset FROM suspects
) USING (partition, "offset")`;

const PAIRS = `
SELECT s.partition || '/' || s."offset" AS "at", s.kept_partition || '/' || s.kept_offset AS kept, v.value,
  k.value AS kept_value
FROM suspects s
JOIN suspect_values v ON (v.partition, v."offset") = (s.partition, s."offset")
LEFT JOIN suspect_values k ON (k.partition, k."offset") = (s.kept_partition, s.kept_offset)
ORDER BY s.partition, s."offset", s.kept_partition, s.kept_offset`;
