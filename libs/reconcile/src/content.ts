import type { DuckDBConnection } from '@duckdb/node-api';
import { contentHash, readEvent } from './canonical';
import { rows } from './sql';
import type { Findings } from './verdict';

/**
 * Compares what raw says with what the other tables made of it, byte for byte where they keep the bytes and by
 * `content_hash` where they keep columns. Needs the views of {@link openPiece}.
 */
export async function checkContent(
  connection: DuckDBConnection,
  partition: number,
  findings: Findings,
): Promise<void> {
  for (const row of await rows<Suspect>(connection, SUSPECTS)) {
    const difference = differenceOf(row);
    if (difference === undefined) continue;
    findings.add({ kind: 'changed', table: 'events', at: `${partition}/${row.offset}`, detail: difference });
  }
  for (const { offset } of await rows<{ offset: number }>(connection, SET_ASIDE_CHANGED)) {
    const detail = 'key, bytes or time are not those of raw';
    findings.add({ kind: 'changed', table: 'set_aside', at: `${partition}/${offset}`, detail });
  }
}

interface Suspect {
  readonly offset: number;
  readonly value: Uint8Array;
  readonly schema_version: string;
  readonly content_hash: string;
  readonly event_id: string;
  readonly sent_at_ms: number;
  readonly key_equal: boolean;
  readonly time_equal: boolean;
  readonly received_equal: boolean;
}

/** Milliseconds of the last header \`received_at\`, else broker time; the rule of docs/contracts.md, read anew. */
const RECEIVED_MS = `
coalesce(
  try_cast(regexp_extract(try(decode(list_last(list_filter(r.headers, lambda h: h."key" = 'received_at'))."value")),
    '^[0-9]{1,13}$') AS BIGINT),
  epoch_ms(r.kafka_timestamp))`;

const KEY_EQUAL = `coalesce(r.key = encode(e.anonymous_id), false)`;
const TIME_EQUAL = `r.kafka_timestamp = e.kafka_timestamp`;
const RECEIVED_EQUAL = `${RECEIVED_MS} = epoch_ms(e.received_at)`;

/**
 * A producer of ours sends the canonical form, so cutting `sent_at` out of the bytes gives what was hashed: one pass in
 * the database settles all but a few rows, and those are read one by one.
 */
const HASH_EQUAL = `
coalesce(sha256(replace(try(decode(r.value)),
  ',"sent_at":"' || strftime(e.sent_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ') || '"', '')) = e.content_hash, false)`;

const SUSPECTS = `
SELECT "offset", r.value, e.schema_version, e.content_hash, e.event_id, epoch_ms(e.sent_at) AS sent_at_ms,
  ${KEY_EQUAL} AS key_equal, ${TIME_EQUAL} AS time_equal, ${RECEIVED_EQUAL} AS received_equal
FROM piece_raw r JOIN piece_events e USING ("offset")
WHERE NOT (${KEY_EQUAL} AND ${TIME_EQUAL} AND ${RECEIVED_EQUAL} AND ${HASH_EQUAL})
ORDER BY "offset"`;

const SET_ASIDE_CHANGED = `
SELECT "offset" FROM piece_raw r JOIN piece_set_aside s USING ("offset")
WHERE r.key IS DISTINCT FROM s.key OR r.value IS DISTINCT FROM s.value OR r.kafka_timestamp <> s.kafka_timestamp
ORDER BY "offset"`;

function differenceOf(row: Suspect): string | undefined {
  const event = readEvent(row.value);
  if (!event) return 'the bytes in raw are no JSON object';
  if (!row.key_equal) return 'the key in raw is not the anonymous_id';
  if (!row.time_equal) return 'the broker time in raw is another';
  if (!row.received_equal) return 'received_at does not follow from raw';
  if (event.event_id !== row.event_id) return `raw says event_id ${String(event.event_id)}`;
  // An old version was brought to the current shape, so its bytes hash to something else.
  if (event.schema_version !== row.schema_version) return undefined;
  if (Date.parse(String(event.sent_at)) !== row.sent_at_ms) return 'sent_at does not follow from raw';
  return contentHash(row.value) === row.content_hash ? undefined : 'content_hash does not follow from raw';
}
