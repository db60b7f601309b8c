import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { OffsetRange } from '../range';
import { filesAt, type TableFile } from '../shelf';
import type { TableFiles } from '../tables';

/**
 * A small lake with one record of every fate, made by hand: partition 0 holds offsets 0-5 and 7-9 (6 was a transaction
 * marker), partition 1 holds 0-2. Tests spoil it and see what the judge says.
 */
export interface World {
  /** Changes a table; its name is that of the table. */
  spoil(sql: string): Promise<void>;
  /** Writes the tables as Parquet files, as the lake holds them. */
  files(): Promise<TableFiles>;
  close(): void;
}

export const RANGES: readonly OffsetRange[] = [
  { partition: 0, from: 0, to: 10 },
  { partition: 1, from: 0, to: 3 },
];
export const SETTLED: ReadonlyMap<number, number> = new Map([
  [0, 10],
  [1, 3],
]);

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** Every other path has a character that JSON escapes. */
const path = (n: number): string => (n % 2 ? `/${n}` : `/${n}/\\"a\\"/é`);
const at = (ms: number): string => new Date(1_431_857_103_000 + ms).toISOString();

interface Sent {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly event?: number;
}

/** What a visitor does, in canonical form. */
const event = (n: number, sentAfterMs = 0, title = 'Home'): string =>
  `{"anonymous_id":"v1","event_id":"${id(n)}","event_type":"page_view","occurred_at":"${at(n)}",` +
  `"page":{"path":"${path(n)}","title":"${title}"},"properties":{"seq":${n}},"schema_version":"1.0.0","sent_at":"${at(n + sentAfterMs)}"}`;

const CURATED: readonly Sent[] = [
  ...[0, 1, 2, 3, 4, 5].map((n) => ({ partition: 0, offset: n, value: event(n), event: n })),
  // A producer with a JSON spelling of its own.
  { partition: 1, offset: 0, value: event(6).replaceAll('":"', '": "'), event: 6 },
];
const DUPLICATES = [
  { partition: 0, offset: 7, value: event(1), kept: CURATED[1], class: 'duplicate' },
  { partition: 0, offset: 8, value: event(2, 5_000), kept: CURATED[2], class: 'duplicate' },
  { partition: 1, offset: 1, value: event(3, 0, 'Other'), kept: CURATED[3], class: 'id_conflict' },
] as const;
const SET_ASIDE: readonly (Sent & { readonly kind: string })[] = [
  { partition: 0, offset: 9, value: '{"event_id"', kind: 'malformed_json' },
  { partition: 1, offset: 2, value: event(9), event: 9, kind: 'late' },
];

const blob = (text: string): string => `encode('${text}')`;
const hash = (n: number): string =>
  createHash('sha256')
    .update(event(n).replace(/,"sent_at":"[^"]*"/, ''))
    .digest('hex');
/** What the tables say of an event, and the names of those columns. */
const columns = (n: number): string =>
  `'${id(n)}', 'page_view', '1.0.0', TIMESTAMPTZ '${at(n)}', '${JSON.parse(`"${path(n)}"`)}', '{"seq":${n}}'`;
const COLUMNS = 'event_id, event_type, schema_version, occurred_at, page_path, properties';
const TIME = `TIMESTAMPTZ '2026-01-01 00:00:00+00'`;

export async function makeWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await fill(connection);
  let written = 0;
  return {
    spoil: async (sql) => void (await connection.run(sql)),
    async files() {
      written += 1;
      const write = async (table: string): Promise<TableFile[]> => {
        const path = join(folder, `${table}-${written}.parquet`);
        await connection.run(`COPY ${table} TO '${path}' (FORMAT parquet)`);
        return filesAt([path]);
      };
      return {
        raw: await write('raw'),
        events: await write('events'),
        set_aside: await write('set_aside'),
        duplicates: await write('duplicates'),
        sessions: [],
        metrics_minute: [],
      };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true });
    },
  };
}

async function fill(connection: DuckDBConnection): Promise<void> {
  const records: readonly Sent[] = [...CURATED, ...DUPLICATES, ...SET_ASIDE];
  const headers = `[{'key': 'received_at', 'value': '1431857103000'::BLOB}]`;
  await connection.run(
    `CREATE TABLE raw AS FROM (VALUES ${records
      .map(
        ({ partition, offset, value }) =>
          `(${blob('v1')}, ${blob(value)}, ${headers}, ${partition}::INT, ${offset}::BIGINT, ${TIME})`,
      )
      .join(', ')}) AS rows(key, value, headers, partition, "offset", kafka_timestamp)`,
  );
  await connection.run(`CREATE TABLE events AS FROM (VALUES ${CURATED.map(
    ({ partition, offset, event: n = 0 }) =>
      `(${columns(n)}, TIMESTAMPTZ '${at(n)}', 'v1', '${hash(n)}', ${partition}::INT, ${offset}::BIGINT, ${TIME}, TIMESTAMPTZ '${at(0)}')`,
  ).join(', ')}) AS rows(${COLUMNS}, sent_at, anonymous_id, content_hash,
    partition, "offset", kafka_timestamp, received_at)`);
  await connection.run(
    `CREATE TABLE set_aside AS FROM (VALUES ${SET_ASIDE.map(
      ({ partition, offset, value, kind, event: n }) => {
        const place = `${partition}::INT, ${offset}::BIGINT, ${TIME}`;
        const said = n === undefined ? 'NULL, NULL, NULL, NULL, NULL, NULL' : columns(n);
        return `('${kind}', ${blob('v1')}, ${blob(value)}, ${place}, ${said})`;
      },
    ).join(', ')}) AS rows(kind, key, value, partition, "offset", kafka_timestamp, ${COLUMNS})`,
  );
  await connection.run(
    `CREATE TABLE duplicates AS FROM (VALUES ${DUPLICATES.map(
      ({ partition, offset, kept, class: said }) =>
        `(${partition}::INT, ${offset}::BIGINT, '${id(kept?.event ?? 0)}', ${kept?.partition}::INT, ${kept?.offset}::BIGINT, '${said}')`,
    ).join(', ')}) AS rows(partition, "offset", event_id, kept_partition, kept_offset, class)`,
  );
}
