import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Bounds, LakeWriter, LocalParquet, NewColumn } from '@clickstream/lake';
import { SETTLED_FINAL, SETTLED_TO } from '@clickstream/reconcile';
import type { CompiledContract, Table } from '@clickstream/schema';

/**
 * A lake with so many offsets in it as a day of the stream would leave it, written without the stream: 1 % of the records
 * are copies, 1 % are no events, the rest are events of visits of 25 records. Partition of record n is n % 8.
 */
export const PARTITIONS = 8;
/** Records per batch of the stream, each of which leaves a file per table and partition. */
const BATCH = 500_000;
const EPOCH_MS = Date.UTC(2026, 2, 1);
/** One record each so many milliseconds. */
const PACE_MS = 20;

const instant = (ms: string): string => `make_timestamptz((${ms}) * 1000)`;
const iso = (ms: string): string => `strftime(make_timestamp((${ms}) * 1000), '%Y-%m-%dT%H:%M:%S.%gZ')`;
const at = (n: string): string => `${EPOCH_MS} + ${n} * ${PACE_MS}`;

/** What record `n` says; record n of 100 is a copy of the one before it in its partition. */
const MEMBERS = `
  FROM (SELECT n, CASE WHEN n % 100 = 42 THEN n - ${PARTITIONS} ELSE n END AS said FROM range($1::BIGINT, $2::BIGINT) r(n))
  SELECT n, (n % ${PARTITIONS})::INT AS partition, n // ${PARTITIONS} AS "offset",
    CASE n % 100 WHEN 42 THEN 'duplicate' WHEN 77 THEN 'set_aside' ELSE 'event' END AS fate, said,
    'v-' || (said // 25) AS visitor, regexp_replace(md5(said::VARCHAR), '(.{8})(.{4}).(.{3}).(.{3})(.{12})',
      '\\1-\\2-4\\3-8\\4-\\5') AS event_id,
    '/product/' || said % 5000 AS path, ${iso(at('said'))} AS time`;

const BEFORE_SENT = `'"page":{"path":"' || path || '","title":"Product ' || said % 5000 || '","url":"https://shop.example' || path
  || '"},"properties":{},"schema_version":"1.0.0"'`;
const START = `'{"anonymous_id":"' || visitor || '","context":{"locale":"en-GB","screen":"1920x1080","user_agent":"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/131.0"},"event_id":"' || event_id
  || '","event_type":"page_view","occurred_at":"' || time || '",' || ${BEFORE_SENT}`;

const RECORDS = `
  SELECT *, ${START} || ',"sent_at":"' || time || '"}' AS event, sha256(${START} || '}') AS content_hash,
    ${instant(`${at('said')}`)} AS occurred_at, ${instant(`${at('n')} + 1000`)} AS kafka_timestamp,
    encode(visitor) AS key, [{'key': 'received_at', 'value': encode((${at('n')} + 500)::VARCHAR)}] AS headers,
    ${instant(`${at('n')} + 500`)} AS received_at
  FROM (${MEMBERS})`;

/** By role, the rows of its table out of a batch of records; columns that are not named are NULL. */
const ROWS: Readonly<Record<string, string>> = {
  raw: `SELECT *, CASE fate WHEN 'set_aside' THEN encode('{"n":' || n) ELSE encode(event) END AS value FROM records`,
  events: `SELECT *, 'page_view' AS event_type, '1.0.0' AS schema_version, occurred_at AS sent_at, visitor AS anonymous_id,
    path AS page_path, 'https://shop.example' || path AS page_url, '{}' AS properties,
    'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/131.0' AS context_user_agent FROM records WHERE fate = 'event'`,
  set_aside: `SELECT * EXCLUDE (event_id, occurred_at, content_hash), 'malformed_json' AS kind, '' AS path, 'cut' AS detail,
    encode('{"n":' || n) AS value FROM records WHERE fate = 'set_aside'`,
  duplicates: `SELECT *, partition AS kept_partition, "offset" - 1 AS kept_offset, 'duplicate' AS class
    FROM records WHERE fate = 'duplicate'`,
};

const DAY = `(occurred_at AT TIME ZONE 'UTC')::DATE`;

/** Revision 0 of what is computed from the events. */
const GROUPS: Readonly<Record<string, string>> = {
  sessions: `SELECT sha256('clickstream|' || epoch_ms(started_at) || '|' || anonymous_id) AS session_id, 0 AS revision, 'upsert' AS op, anonymous_id, day AS session_date,
    started_at, ended_at, epoch_ms(ended_at) - epoch_ms(started_at) AS duration_ms, events, '{"page_view":' || events || '}' AS events_by_type, entry_page,
    exit_page, 0 AS conversions
    FROM (SELECT visitor AS anonymous_id, ${DAY} AS day, min(occurred_at) AS started_at, max(occurred_at) AS ended_at,
      count(*) AS events, arg_min(path, n) AS entry_page, arg_max(path, n) AS exit_page
      FROM visits GROUP BY ALL)`,
  metrics_minute: `SELECT 'page_view' AS event_type, date_trunc('minute', occurred_at) AS minute, 0 AS revision, 'upsert' AS op,
    count(*) AS events, count(DISTINCT visitor) AS visitors, 0 AS conversions FROM visits GROUP BY minute`,
};

export async function writeLake(
  connection: DuckDBConnection,
  writer: LakeWriter,
  place: { readonly namespace: string; readonly contract: CompiledContract; readonly folder: string },
  records: number,
): Promise<void> {
  const { namespace, contract, folder } = place;
  const tables = new Map<string, Table>(Object.entries(contract.tables));
  await connection.run(
    'CREATE TABLE visits (visitor VARCHAR, path VARCHAR, occurred_at TIMESTAMPTZ, n BIGINT)',
  );
  for (const table of tables.values()) await writer.ensureTable(namespace, table.name, columnsOf(table));
  const add = async (role: string, ...selects: string[]): Promise<void> => {
    const table = tables.get(role);
    if (!table) throw new Error(`the contract has no table ${role}`);
    const files: LocalParquet[] = [];
    for (const [index, rows] of selects.entries())
      files.push(await writeParquet(connection, table, rows, join(folder, `${index}.parquet`)));
    await writer.append(namespace, table.name, files);
  };
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  for (let from = 0; from < records; from += BATCH) {
    const to = Math.min(records, from + BATCH);
    await connection.run(`CREATE OR REPLACE TEMP TABLE records AS ${RECORDS}`, [BigInt(from), BigInt(to)]);
    await connection.run(
      `INSERT INTO visits SELECT visitor, path, occurred_at, n FROM records WHERE fate = 'event'`,
    );
    for (const [role, rows] of Object.entries(ROWS))
      await add(
        role,
        ...partitions.map((p) => `SELECT * FROM (${rows}) WHERE partition = ${p} ORDER BY "offset"`),
      );
  }
  for (const [role, rows] of Object.entries(GROUPS)) await add(role, rows);
  const ends = partitions.map((partition) => [partition, records / PARTITIONS]);
  await writer.append(namespace, contract.tables.duplicates.name, [], {
    [SETTLED_TO]: JSON.stringify(Object.fromEntries(ends)),
    [SETTLED_FINAL]: 'true',
  });
}

const HEADERS = {
  type: 'list',
  'element-id': 1_000,
  'element-required': true,
  element: {
    type: 'struct',
    fields: [
      { id: 1_001, name: 'key', type: 'string', required: false },
      { id: 1_002, name: 'value', type: 'binary', required: false },
    ],
  },
};

function columnsOf({ columns }: Table): NewColumn[] {
  return columns.map(({ name, type, required }, index) => ({
    ...{ id: index + 1, name, required },
    type: type.startsWith('list') ? HEADERS : type,
  }));
}

/** Types that files are skipped by. */
const BOUNDED = new Set(['int', 'long', 'timestamptz']);

async function writeParquet(
  connection: DuckDBConnection,
  { columns }: Table,
  rows: string,
  path: string,
): Promise<LocalParquet> {
  const reader = await connection.runAndReadAll(`DESCRIBE ${rows}`);
  const present = new Set(reader.getRowObjectsJS().map((row) => row['column_name'] as string));
  const cells = columns.map(({ name, type }) => {
    const value = present.has(name) ? `"${name}"` : name === 'topic' ? `'clickstream'` : 'NULL';
    return `CAST(${value} AS ${DUCKDB[type] ?? type}) AS "${name}"`;
  });
  await connection.run(
    `COPY (SELECT ${cells.join(', ')} FROM (${rows})) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  const bounded = [...columns.entries()].filter(([, { type }]) => BOUNDED.has(type));
  const sides = bounded.flatMap(([id, { name, type }]) => {
    const value = type === 'timestamptz' ? `epoch_us("${name}")` : `"${name}"::BIGINT`;
    return [`min(${value}) AS lower_${id + 1}`, `max(${value}) AS upper_${id + 1}`];
  });
  const found = await connection.runAndReadAll(`SELECT count(*) AS rows, ${sides.join(', ')} FROM '${path}'`);
  const [row = {}] = found.getRowObjectsJS() as Record<string, bigint>[];
  const bounds = new Map<number, Bounds>();
  for (const [index, { type }] of bounded) {
    const [lower, upper] = [row[`lower_${index + 1}`], row[`upper_${index + 1}`]];
    const bytes = type === 'int' ? int32 : int64;
    if (typeof lower === 'bigint' && typeof upper === 'bigint')
      bounds.set(index + 1, { lower: bytes(lower), upper: bytes(upper) });
  }
  return { path, rows: Number(row['rows']), bounds };
}

const DUCKDB: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  long: 'BIGINT',
  binary: 'BLOB',
  timestamptz: 'TIMESTAMPTZ',
  'list<struct<key: string, value: binary>>': 'STRUCT("key" VARCHAR, "value" BLOB)[]',
};

function int32(value: bigint): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(Number(value));
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}
