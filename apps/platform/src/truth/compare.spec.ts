import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { filesAt, type TableFile, type TableFiles } from '@clickstream/reconcile';
import { compareWithTruth } from './compare';

let folder: string;
let connection: DuckDBConnection;
let files: Record<string, TableFile[]>;

const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');
const record = (number: number, partition: number, ordinal: number, fate: object): object => ({
  record: number,
  partition,
  ordinal,
  key: 'v',
  received_at: 7,
  event_id: fate && 'of' in fate ? 'e-0' : `e-${number}`,
  sha256: sha256(`value-${'of' in fate ? 0 : number}`),
  ...fate,
});

const RECORDS = [
  record(0, 0, 0, { fate: 'curated' }),
  record(1, 1, 0, { fate: 'duplicate', of: 0, exchangeable: true }),
  record(2, 0, 1, { fate: 'set_aside', kind: 'late', path: '$.occurred_at' }),
  record(3, 0, 2, { fate: 'duplicate', of: 0, exchangeable: false }),
  record(4, 0, 3, { fate: 'id_conflict', of: 0, exchangeable: false }),
];
const SESSION = {
  session_id: 's',
  anonymous_id: 'v',
  session_date: '2026-03-02',
  started_at: '2026-03-02T08:00:00.000Z',
  ended_at: '2026-03-02T08:01:00.000Z',
  duration_ms: 60_000,
  events: 2,
  events_by_type: '{"page_view":2}',
  entry_page: '/',
  exit_page: '/',
  conversions: 0,
  revenue: null,
  currency: null,
};
const MINUTE = {
  minute: '2026-03-02T08:00:00.000Z',
  event_type: 'page_view',
  events: 1,
  visitors: 1,
  conversions: 1,
  revenue: '10.0600',
  currency: 'EUR',
};

const write = (name: string, rows: readonly object[]): void =>
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

async function table(name: string, select: string): Promise<void> {
  const path = join(folder, `${name}.parquet`);
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  files[name] = filesAt([path]);
}

const rawRow = (number: number, partition: number, offset: number, value: string): string => `
  SELECT encode('v') AS key, encode('${value}') AS value, ${partition}::INT AS partition, ${offset}::BIGINT AS "offset",
    [{'key': 'received_at', 'value': encode('7')}, {'key': 'record', 'value': encode('${number}')}] AS headers`;
const RAW = [
  rawRow(0, 0, 0, 'value-0'),
  rawRow(1, 1, 0, 'value-0'),
  rawRow(2, 0, 1, 'value-2'),
  rawRow(3, 0, 2, 'value-0'),
  rawRow(4, 0, 3, 'value-0'),
];
const EVENT = `SELECT 'e-0' AS event_id, 0 AS partition, 0::BIGINT AS "offset"`;
/** Rows that name the event at `kept`; each is `partition/offset class`. */
const duplicates = (kept: string, rows: readonly string[]): string =>
  rows
    .map((row) => row.split(/[/ ]/))
    .map(
      ([partition, offset, said]) => `
        SELECT 'e-0' AS event_id, ${partition} AS partition, ${offset}::BIGINT AS "offset", '${said}' AS class,
          ${kept.split('/')[0]} AS kept_partition, ${kept.split('/')[1]}::BIGINT AS kept_offset`,
    )
    .join(' UNION ALL ');
const DUPLICATES = ['1/0 duplicate', '0/2 duplicate', '0/3 id_conflict'];
const SESSION_ROW = `SELECT 's' AS session_id, 1 AS revision, 'upsert' AS op, 'v' AS anonymous_id, DATE '2026-03-02' AS session_date,
  TIMESTAMPTZ '2026-03-02 08:00:00Z' AS started_at, TIMESTAMPTZ '2026-03-02 08:01:00Z' AS ended_at, 60000 AS duration_ms, 2 AS events,
  '{"page_view":2}' AS events_by_type, '/' AS entry_page, '/' AS exit_page, 0 AS conversions, NULL::DECIMAL(26, 4) AS revenue, NULL::VARCHAR AS currency`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'truth-'));
  connection = await (await DuckDBInstance.create()).connect();
  files = {};
  write('records.ndjson', RECORDS);
  write('sessions.final.ndjson', [SESSION]);
  write('minutes.final.ndjson', [MINUTE]);
  await table('raw', RAW.join(' UNION ALL '));
  await table('events', EVENT);
  await table(
    'set_aside',
    `SELECT 'late' AS kind, '$.occurred_at' AS path, 0 AS partition, 1::BIGINT AS "offset"`,
  );
  await table('duplicates', duplicates('0/0', DUPLICATES));
  await table('sessions', SESSION_ROW);
  await table(
    'metrics_minute',
    `SELECT TIMESTAMPTZ '2026-03-02 08:00:00Z' AS minute, 'page_view' AS event_type, 0 AS revision, 'upsert' AS op,
      1 AS events, 1 AS visitors, 1 AS conversions, 10.06::DECIMAL(26, 4) AS revenue, 'EUR' AS currency`,
  );
});
afterEach(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

/** Tables that differ, with what is missing and unexpected. */
async function wrong(given: TableFiles = files): Promise<Record<string, [number, number]>> {
  const found = await compareWithTruth(connection, folder, given);
  const differing = found.filter(({ missing, unexpected }) => missing + unexpected > 0);
  return Object.fromEntries(
    differing.map(({ table, missing, unexpected }) => [table, [missing, unexpected]]),
  );
}

describe('tables beside the ground truth', () => {
  it('are equal when each holds what it must', async () => {
    expect(await wrong()).toEqual({});
    const compared = await compareWithTruth(connection, folder, files);
    expect(compared.map(({ table, expected }) => [table, expected])).toEqual([
      ['raw', 5],
      ['events', 1],
      ['set_aside', 1],
      ['duplicates', 3],
      ['sessions', 1],
      ['metrics_minute', 1],
    ]);
  });

  it('may keep the copy in another partition in place of the first', async () => {
    await table('events', EVENT.replace('0 AS partition', '1 AS partition'));
    await table('duplicates', duplicates('1/0', ['0/0 duplicate', ...DUPLICATES.slice(1)]));
    expect(await wrong()).toEqual({});
    await table('duplicates', duplicates('0/0', DUPLICATES));
    expect(await wrong()).toEqual({ duplicates: [3, 3] });
  });

  it.each<[string, string, string, Record<string, [number, number]>]>([
    ['a lost record', 'raw', RAW.slice(1).join(' UNION ALL '), { raw: [1, 0] }],
    ['a record twice', 'raw', [...RAW, RAW[0]].join(' UNION ALL '), { raw: [0, 1] }],
    ['a byte changed', 'raw', RAW.join(' UNION ALL ').replace('value-2', 'value-3'), { raw: [1, 1] }],
    ['an event from the wrong copy', 'events', EVENT.replace('0::BIGINT', '2::BIGINT'), { events: [1, 1] }],
    ['an event twice', 'events', `${EVENT} UNION ALL ${EVENT}`, { events: [0, 1] }],
    [
      'a copy that lies elsewhere',
      'duplicates',
      duplicates('0/0', ['0/1 duplicate', ...DUPLICATES.slice(1)]),
      { duplicates: [1, 1] },
    ],
    ['copies that name another event', 'duplicates', duplicates('0/1', DUPLICATES), { duplicates: [3, 3] }],
    [
      'a conflict that is called a copy',
      'duplicates',
      duplicates('0/0', [...DUPLICATES.slice(0, 2), '0/3 duplicate']),
      { duplicates: [1, 1] },
    ],
    ['another session', 'sessions', SESSION_ROW.replace('2 AS events', '3 AS events'), { sessions: [1, 1] }],
    [
      'a retracted session',
      'sessions',
      `${SESSION_ROW} UNION ALL ${SESSION_ROW.replace("1 AS revision, 'upsert'", "2 AS revision, 'retract'")}`,
      { sessions: [1, 0] },
    ],
  ])('differ with %s', async (_, name, select, expected) => {
    await table(name, select);
    expect(await wrong()).toEqual(expected);
  });

  it('that do not exist hold nothing', async () => {
    expect(await wrong({})).toEqual({
      raw: [5, 0],
      events: [1, 0],
      set_aside: [1, 0],
      duplicates: [3, 0],
      sessions: [1, 0],
      metrics_minute: [1, 0],
    });
  });
});
