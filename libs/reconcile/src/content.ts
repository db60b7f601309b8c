import type { DuckDBConnection } from '@duckdb/node-api';
import { canonical, contentHash, readEvent } from './canonical';
import { eachRow, literal } from './sql';
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
  await connection.run(SUSPECT);
  for await (const row of eachRow<Suspect>(connection, SUSPECTS))
    report('events', row.offset, differenceOf(row));
  for await (const row of eachRow<SetAside>(connection, SET_ASIDE_SUSPECTS))
    report('set_aside', row.offset, setAsideDifference(row));
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

/** Milliseconds of the last header `received_at`, else broker time; the rule of docs/contracts.md, read anew. */
const RECEIVED_MS = `
coalesce(
  try_cast(regexp_extract(try(decode(list_last(list_filter(r.headers, lambda h: h."key" = 'received_at'))."value")),
    '^[0-9]{1,13}$') AS BIGINT),
  epoch_ms(r.kafka_timestamp))`;

const KEY_EQUAL = `coalesce(r.key = encode(e.anonymous_id), false)`;
const TIME_EQUAL = `r.kafka_timestamp IS NOT DISTINCT FROM e.kafka_timestamp`;
const RECEIVED_EQUAL = `${RECEIVED_MS} IS NOT DISTINCT FROM epoch_ms(e.received_at)`;

/** Raw with its bytes as text, NULL when they are none. */
const RAW = `(SELECT *, try(decode(value)) AS text FROM piece_raw)`;
const instant = (column: string): string => `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`;

/** What was hashed of a producer of ours, who sends the canonical form: the bytes without `sent_at`. */
const CONTENT = `replace(r.text, ',"sent_at":"' || ${instant('e.sent_at')} || '"', '')`;
const HASH_EQUAL = `coalesce(sha256(${CONTENT}) = e.content_hash, false)`;

const said = (row: string): string => `
  "offset", r.value, ${row}.event_id, ${row}.event_type, ${row}.schema_version, ${row}.page_path,
  ${row}.properties, epoch_ms(${row}.occurred_at) AS occurred_at_ms`;

/**
 * Are the columns that other tables are computed from those of the canonical form? There a member stands as it is written
 * here: quotes within a text are escaped, so nothing looks like it.
 */
const saidEqual = (row: string): string =>
  [
    member('"event_id":', `'"' || ${row}.event_id || '"'`),
    member('"event_type":', `'"' || ${row}.event_type || '"'`),
    member('"occurred_at":', `'"' || ${instant(`${row}.occurred_at`)} || '"'`),
    member('"page":{"path":', `to_json(${row}.page_path)::VARCHAR`),
    member('"properties":', `${row}.properties`),
  ].join(' AND ');

/** A member that the event does not have is NULL in the row. */
function member(name: string, json: string): string {
  const key = literal(name);
  return `coalesce(contains(r.text, ${key} || ${json}), NOT contains(r.text, ${key}), false)`;
}

/**
 * The database settles all but a few rows, and those are read one by one: their places first, because whatever else the
 * query answered would be carried along with every row.
 */
const SUSPECT = `
CREATE OR REPLACE TEMP TABLE suspect AS
SELECT "offset" FROM ${RAW} r JOIN piece_events e USING ("offset")
WHERE NOT (${KEY_EQUAL} AND ${TIME_EQUAL} AND ${RECEIVED_EQUAL} AND ${HASH_EQUAL} AND ${saidEqual('e')})`;

/** An event of an older minor version says the same under the current one. */
const SUSPECTS = `
SELECT * EXCLUDE (content, said_equal) FROM (
  SELECT ${said('e')}, ${CONTENT} AS content, e.content_hash, epoch_ms(e.sent_at) AS sent_at_ms,
    ${KEY_EQUAL} AS key_equal, ${TIME_EQUAL} AS time_equal, ${RECEIVED_EQUAL} AS received_equal,
    ${saidEqual('e')} AS said_equal
  FROM (FROM ${RAW} SEMI JOIN suspect USING ("offset")) r JOIN piece_events e USING ("offset")
) WHERE NOT (key_equal AND time_equal AND received_equal AND said_equal AND coalesce(content_hash =
  sha256(regexp_replace(content, '"schema_version":"[0-9.]+"', '"schema_version":"' || schema_version || '"')), false))
ORDER BY "offset"`;

interface SetAside extends Said {
  readonly bytes_equal: boolean;
}

const BYTES_EQUAL = `
r.key IS NOT DISTINCT FROM s.key AND r.value IS NOT DISTINCT FROM s.value AND r.kafka_timestamp = s.kafka_timestamp`;
/** Events that came too late are counted in sessions and minutes as well. */
const SET_ASIDE_SUSPECTS = `
SELECT ${said('s')}, ${BYTES_EQUAL} AS bytes_equal FROM ${RAW} r JOIN piece_set_aside s USING ("offset")
WHERE NOT (${BYTES_EQUAL} AND (s.kind <> 'late' OR ${saidEqual('s')})) ORDER BY "offset"`;

function setAsideDifference(row: SetAside): string | undefined {
  if (!row.bytes_equal) return 'key, bytes or time are not those of raw';
  const event = readEvent(row.value);
  return event ? columnDifference(event, row) : NO_EVENT;
}

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
