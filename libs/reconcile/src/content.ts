import type { DuckDBConnection } from '@duckdb/node-api';
import { canonical, contentHash, readEvent } from './canonical';
import { literal, rows } from './sql';
import type { Findings } from './verdict';

/**
 * Compares what raw says with what the other tables made of it: byte for byte where they keep the bytes; where they keep
 * columns by `content_hash`, and each column that anything else is computed or told from. Needs the views of
 * {@link openPiece}.
 */
export async function checkContent(
  connection: DuckDBConnection,
  partition: number,
  findings: Findings,
): Promise<void> {
  const report = (table: 'events' | 'set_aside', offset: number, detail: string | undefined): void => {
    if (detail !== undefined) findings.add({ kind: 'changed', table, at: `${partition}/${offset}`, detail });
  };
  for (const row of await rows<Suspect>(connection, SUSPECTS))
    report('events', row.offset, differenceOf(row));
  for (const { offset } of await rows<{ offset: number }>(connection, SET_ASIDE_CHANGED))
    report('set_aside', offset, 'key, bytes or time are not those of raw');
  for (const row of await rows<Said>(connection, LATE_SUSPECTS)) {
    const event = readEvent(row.value);
    report('set_aside', row.offset, event ? columnDifference(event, row) : NO_EVENT);
  }
}

/** What columns say, and the bytes that they are made of. */
interface Said {
  readonly offset: number;
  readonly value: Uint8Array;
  readonly event_id: string;
  readonly event_type: string;
  readonly schema_version: string;
  readonly occurred_at_ms: number;
  readonly page_path: string | null;
  readonly properties: string | null;
}

interface Suspect extends Said {
  readonly content_hash: string;
  readonly sent_at_ms: number;
  readonly key_equal: boolean;
  readonly time_equal: boolean;
  readonly received_equal: boolean;
}

/** The last header `received_at`, as bytes. */
const RECEIVED = `list_last(list_filter(r.headers, lambda h: h."key" = 'received_at'))."value"`;
/** Milliseconds of that header, else broker time; the rule of docs/contracts.md, read anew. */
const RECEIVED_MS = `
coalesce(try_cast(regexp_extract(try(decode(${RECEIVED})), '^[0-9]{1,13}$') AS BIGINT), epoch_ms(r.kafka_timestamp))`;

const KEY_EQUAL = `coalesce(r.key = encode(e.anonymous_id), false)`;
const TIME_EQUAL = `r.kafka_timestamp IS NOT DISTINCT FROM e.kafka_timestamp`;
const RECEIVED_EQUAL = `
CASE WHEN ${RECEIVED} = encode(epoch_ms(e.received_at)::VARCHAR) THEN true
  ELSE ${RECEIVED_MS} IS NOT DISTINCT FROM epoch_ms(e.received_at) END`;

const TEXT = 'try(decode(r.value))';
const instant = (column: string): string => `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`;

/** What was hashed of a producer of ours, who sends the canonical form: the bytes without `sent_at`. */
const CONTENT = `replace(${TEXT}, ',"sent_at":"' || ${instant('e.sent_at')} || '"', '')`;
const HASH_EQUAL = `coalesce(sha256(${CONTENT}) = e.content_hash, false)`;

const said = (row: string): string => `
  "offset", r.value, ${row}.event_id, ${row}.event_type, ${row}.schema_version, ${row}.page_path,
  ${row}.properties, epoch_ms(${row}.occurred_at) AS occurred_at_ms`;

/**
 * Are the columns that other tables are computed from those of the canonical form? There a member stands as it is written
 * here: quotes within a text are escaped, so nothing looks like it. Members that follow each other are looked for at once.
 */
function saidEqual(row: string): string {
  const members = [
    [`"event_id":`, `'"' || ${row}.event_id || '"'`],
    [`"event_type":`, `'"' || ${row}.event_type || '"'`],
    [`"occurred_at":`, `'"' || ${instant(`${row}.occurred_at`)} || '"'`],
    [`"page":{"path":`, `to_json(${row}.page_path)::VARCHAR`],
    [`"properties":`, `${row}.properties`],
  ].map(([before = '', json]) => ({ before: literal(before), written: `${literal(before)} || ${json}` }));
  const written = members.map((member) => member.written);
  const together = written.slice(0, -1).join(` || ',' || `);
  const each = members.map(
    (one) => `coalesce(contains(${TEXT}, ${one.written}), NOT contains(${TEXT}, ${one.before}), false)`,
  );
  return `CASE WHEN contains(${TEXT}, ${together}) AND contains(${TEXT}, ${written.at(-1)}) THEN true
    ELSE ${each.join(' AND ')} END`;
}

/**
 * The database settles all but a few rows, and those are read one by one. An event of an older minor version says the same
 * under the current one: that is tried only where it must be, which DuckDB would not see in one condition.
 */
const SUSPECTS = `
WITH others AS MATERIALIZED (
  SELECT ${said('e')}, ${CONTENT} AS content, e.content_hash, epoch_ms(e.sent_at) AS sent_at_ms,
    ${KEY_EQUAL} AS key_equal, ${TIME_EQUAL} AS time_equal, ${RECEIVED_EQUAL} AS received_equal,
    ${saidEqual('e')} AS said_equal
  FROM piece_raw r JOIN piece_events e USING ("offset")
  WHERE NOT (${KEY_EQUAL} AND ${TIME_EQUAL} AND ${RECEIVED_EQUAL} AND ${HASH_EQUAL} AND ${saidEqual('e')})
)
SELECT * EXCLUDE (content, said_equal) FROM others
WHERE NOT (key_equal AND time_equal AND received_equal AND said_equal AND coalesce(content_hash =
  sha256(regexp_replace(content, '"schema_version":"[0-9.]+"', '"schema_version":"' || schema_version || '"')), false))
ORDER BY "offset"`;

const SET_ASIDE_CHANGED = `
SELECT "offset" FROM piece_raw r JOIN piece_set_aside s USING ("offset")
WHERE r.key IS DISTINCT FROM s.key OR r.value IS DISTINCT FROM s.value OR r.kafka_timestamp <> s.kafka_timestamp
ORDER BY "offset"`;

/** Events that came too late are counted in sessions and minutes as well. */
const LATE_SUSPECTS = `
SELECT ${said('s')} FROM piece_raw r JOIN piece_set_aside s USING ("offset")
WHERE s.kind = 'late' AND NOT (${saidEqual('s')}) ORDER BY "offset"`;

const NO_EVENT = 'the bytes in raw are no JSON object';

function differenceOf(row: Suspect): string | undefined {
  const event = readEvent(row.value);
  if (!event) return NO_EVENT;
  if (!row.key_equal) return 'the key in raw is not the anonymous_id';
  if (!row.time_equal) return 'the broker time in raw is another';
  if (!row.received_equal) return 'received_at does not follow from raw';
  if (Date.parse(String(event.sent_at)) !== row.sent_at_ms) return 'sent_at does not follow from raw';
  const difference = columnDifference(event, row);
  if (difference !== undefined || !sameMajor(event, row)) return difference;
  return contentHash(row.value, row.schema_version) === row.content_hash
    ? undefined
    : 'content_hash does not follow from raw';
}

function columnDifference(event: Readonly<Record<string, unknown>>, row: Said): string | undefined {
  const { event_id: id, event_type: type, occurred_at: occurred, properties = null } = event;
  if (id !== row.event_id) return `raw says event_id ${String(id)}`;
  if (type !== row.event_type) return `raw says event_type ${String(type)}`;
  if (Date.parse(String(occurred)) !== row.occurred_at_ms) return 'occurred_at does not follow from raw';
  if (!sameMajor(event, row)) return undefined;
  const { path = null } = (event.page ?? {}) as { readonly path?: string | null };
  if (path !== row.page_path) return `raw says page.path ${path}`;
  return (properties === null ? null : canonical(properties)) === row.properties
    ? undefined
    : 'properties are not those of raw';
}

/** Between major versions an upcast may change any other member, and which ones is not known here. */
function sameMajor(event: Readonly<Record<string, unknown>>, { schema_version: version }: Said): boolean {
  return String(event.schema_version).split('.')[0] === version.split('.')[0];
}
