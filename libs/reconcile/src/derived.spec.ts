import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { checkDerived, touchedDays } from './derived';
import type { Settled } from './settled';
import { Findings } from './verdict';

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeEach(async () => {
  instance = await DuckDBInstance.create();
  connection = await instance.connect();
  for (const sql of TABLES) await connection.run(sql);
});
afterEach(() => {
  connection.closeSync();
  instance.closeSync();
});

/**
 * Two visits of v1 with more than 30 minutes between them, one of v2 that midnight cuts in two, and a late event of v1
 * that came twice.
 */
const TABLES = [
  `CREATE TABLE events AS
   SELECT id AS event_id, type AS event_type, visitor AS anonymous_id, instant::TIMESTAMPTZ AS occurred_at, page AS page_path,
     properties, 0 AS partition, row_number() OVER () - 1 AS "offset", TIMESTAMPTZ '2026-01-02 01:00:00+00' AS kafka_timestamp
   FROM (VALUES
     ('a', 'page_view', 'v1', '2026-01-01 10:00:00+00', '/in', '{}'),
     ('b', 'purchase', 'v1', '2026-01-01 10:30:00+00', '/out', '{"currency":"EUR","value":"9.50"}'),
     ('c', 'page_view', 'v1', '2026-01-01 11:00:00.001+00', '/again', '{}'),
     ('d', 'page_view', 'v2', '2026-01-01 23:59:00+00', '/', '{}'), ('e', 'page_view', 'v2', '2026-01-02 00:01:00+00', '/', '{}')
   ) AS rows(id, type, visitor, instant, page, properties)`,
  `CREATE TABLE set_aside AS
   SELECT 'late' AS kind, 'f' AS event_id, 'page_view' AS event_type, 'v1' AS anonymous_id,
     TIMESTAMPTZ '2026-01-01 12:00:00+00' AS occurred_at, '/late' AS page_path, '{}' AS properties,
     TIMESTAMPTZ '2026-01-05 00:00:00+00' AS kafka_timestamp, 0 AS partition, unnest([7, 8]) AS "offset"
   UNION ALL SELECT 'malformed_json', NULL, NULL, NULL, NULL, NULL, NULL, TIMESTAMPTZ '2026-01-05 00:00:00+00', 0, 9`,
  `CREATE TABLE sessions AS
   SELECT id, sha256('shop|' || epoch_ms(started::TIMESTAMPTZ) || '|' || visitor) AS session_id, revision, op, visitor AS anonymous_id, started::DATE AS session_date,
     started::TIMESTAMPTZ AS started_at, ended::TIMESTAMPTZ AS ended_at, events, entry AS entry_page, exit AS exit_page,
     epoch_ms(ended::TIMESTAMPTZ) - epoch_ms(started::TIMESTAMPTZ) AS duration_ms,
     CASE events WHEN 1 THEN '{"page_view":1}' ELSE '{"page_view":1,"purchase":1}' END AS events_by_type,
     conversions, revenue, CASE WHEN revenue > 0 THEN 'EUR' END AS currency
   FROM (VALUES
     ('s1', 0, 'upsert', 'v1', '2026-01-01 10:00:00+00', '2026-01-01 10:30:00+00', 2, '/in', '/out', 1, 9.5),
     ('s2', 0, 'upsert', 'v1', '2026-01-01 11:00:00.001+00', '2026-01-01 11:00:00.001+00', 1, '/again', '/again', 0, NULL),
     ('s3', 0, 'upsert', 'v2', '2026-01-01 23:59:00+00', '2026-01-01 23:59:00+00', 1, '/', '/', 0, NULL),
     ('s4', 0, 'upsert', 'v2', '2026-01-02 00:01:00+00', '2026-01-02 00:01:00+00', 1, '/', '/', 0, NULL),
     ('s5', 1, 'upsert', 'v1', '2026-01-01 12:00:00+00', '2026-01-01 12:00:00+00', 1, '/late', '/late', 0, NULL),
     ('s6', 0, 'upsert', 'v9', '2026-01-01 12:00:00+00', '2026-01-01 12:00:00+00', 1, '/', '/', 0, NULL),
     ('s6', 1, 'retract', 'v9', '2026-01-01 12:00:00+00', '2026-01-01 12:00:00+00', 1, '/', '/', 0, NULL)
   ) AS rows(id, revision, op, visitor, started, ended, events, entry, exit, conversions, revenue)`,
  `CREATE TABLE metrics_minute AS
   SELECT instant::TIMESTAMPTZ AS minute, type AS event_type, revision, 'upsert' AS op, events, visitors, conversions,
     revenue, CASE WHEN revenue > 0 THEN 'EUR' END AS currency
   FROM (VALUES
     ('2026-01-01 10:00:00+00', 'page_view', 0, 1, 1, 0, NULL), ('2026-01-01 10:30:00+00', 'purchase', 0, 1, 1, 1, 9.5),
     ('2026-01-01 11:00:00+00', 'page_view', 0, 1, 1, 0, NULL), ('2026-01-01 23:59:00+00', 'page_view', 0, 1, 1, 0, NULL),
     ('2026-01-02 00:01:00+00', 'page_view', 0, 1, 1, 0, NULL), ('2026-01-01 12:00:00+00', 'page_view', 0, 1, 1, 0, NULL)
   ) AS rows(instant, type, revision, events, visitors, conversions, revenue)`,
];

const CONVERSIONS = { purchase: { revenue: { amount: 'value', currency: 'currency' } } };
const CLOSED: Settled = { to: new Map([[0, 10]]), closedBefore: undefined };

async function check(settled = CLOSED) {
  const findings = new Findings();
  const days = await touchedDays(connection, 'all');
  const compared = await checkDerived(
    connection,
    { pipeline: 'shop', gapMs: 1_800_000, conversions: CONVERSIONS, settled, days },
    findings,
  );
  return { compared, objections: findings.first.map(({ table, at }) => `${table} ${at}`) };
}

async function objections(spoil: string): Promise<string[]> {
  await connection.run(spoil);
  return (await check()).objections;
}

it('has nothing against sessions and minutes that follow from the events', async () => {
  expect(await check()).toEqual({ compared: { compared: 2, open: 0 }, objections: [] });
});

it.each([
  ['a session is gone', `DELETE FROM sessions WHERE id = 's4'`, ['sessions v2 at 2026-01-02T00:01:00.000Z']],
  [
    'a session counts one event more',
    `UPDATE sessions SET events = 3 WHERE id = 's1'`,
    ['sessions v1 at 2026-01-01T10:00:00.000Z'],
  ],
  [
    'a session ends on another page',
    `UPDATE sessions SET exit_page = '/in' WHERE id = 's1'`,
    ['sessions v1 at 2026-01-01T10:00:00.000Z'],
  ],
  [
    'one session stands for another and all sums stay equal',
    `UPDATE sessions SET anonymous_id = 'v3' WHERE id = 's4'`,
    ['sessions v2 at 2026-01-02T00:01:00.000Z', 'sessions v3 at 2026-01-02T00:01:00.000Z'],
  ],
  [
    'an amount in a session is another',
    `UPDATE sessions SET revenue = 9.6 WHERE id = 's1'`,
    ['sessions v1 at 2026-01-01T10:00:00.000Z'],
  ],
  [
    'an amount in a session and its minute are others',
    `UPDATE sessions SET revenue = 9.6 WHERE id = 's1'; UPDATE metrics_minute SET revenue = 9.6 WHERE conversions > 0`,
    ['sessions v1 at 2026-01-01T10:00:00.000Z', 'metrics_minute purchase at 2026-01-01T10:30Z'],
  ],
  ...[
    'conversions = 2',
    `session_id = 'another'`,
    `currency = 'USD'`,
    'duration_ms = 1',
    `session_date = '2026-01-02'`,
  ].map((change): [string, string, string[]] => [
    `a session says ${change}`,
    `UPDATE sessions SET ${change} WHERE id = 's1'`,
    ['sessions v1 at 2026-01-01T10:00:00.000Z'],
  ]),
  [
    'a session counts another type',
    `UPDATE sessions SET events_by_type = '{"click":1,"purchase":1}' WHERE id = 's1'`,
    ['sessions v1 at 2026-01-01T10:00:00.000Z'],
  ],
  [
    'an amount of a minute is another',
    `UPDATE metrics_minute SET revenue = 9.6 WHERE conversions > 0`,
    ['metrics_minute purchase at 2026-01-01T10:30Z'],
  ],
  [
    'a retraction is gone',
    `DELETE FROM sessions WHERE op = 'retract'`,
    ['sessions v9 at 2026-01-01T12:00:00.000Z'],
  ],
  [
    'a minute is gone',
    `DELETE FROM metrics_minute WHERE minute = '2026-01-02 00:01:00+00'`,
    ['metrics_minute page_view at 2026-01-02T00:01Z'],
  ],
  [
    'a minute counts a visitor more',
    `UPDATE metrics_minute SET visitors = 2 WHERE minute = '2026-01-01 10:00:00+00'`,
    ['metrics_minute page_view at 2026-01-01T10:00Z'],
  ],
  [
    'a session is there twice',
    `INSERT INTO sessions SELECT * FROM sessions WHERE id = 's4'`,
    [expect.stringMatching(/^sessions [0-9a-f]{64}$/) as string],
  ],
  [
    'a minute is there twice',
    `INSERT INTO metrics_minute SELECT * FROM metrics_minute WHERE minute = '2026-01-02 00:01:00+00'`,
    [expect.stringMatching(/^metrics_minute 2026-01-02 .* page_view$/) as string],
  ],
])('objects when %s', async (_, sql, expected) => {
  expect(await objections(sql)).toEqual(expected);
});

describe('leaves alone', () => {
  beforeEach(() => connection.run(`DELETE FROM sessions WHERE session_date = '2026-01-01'`));

  it.each<[string, Settled, number]>([
    ['a day that settle has not closed', { ...CLOSED, closedBefore: '2026-01-01' }, 2],
    ['a day to which events came since', { ...CLOSED, to: new Map([[0, 2]]) }, 2],
    ['everything before settle has run', { to: new Map(), closedBefore: '0000-01-01' }, 2],
  ])('%s', async (_, settled, open) => {
    expect(await check(settled)).toEqual({ compared: { compared: 2 - open, open }, objections: [] });
  });
});

it('compares the days of some offsets only', async () => {
  expect(await touchedDays(connection, [{ partition: 0, from: 4, to: 5 }])).toEqual(['2026-01-02']);
  expect(await touchedDays(connection, [{ partition: 0, from: 7, to: 8 }])).toEqual(['2026-01-01']);
});

it('takes events of one instant that begin a visit for one visit', async () => {
  await connection.run(`INSERT INTO events SELECT * REPLACE ('b2' AS event_id, 9 AS "offset", '/peer' AS page_path)
    FROM events WHERE event_id = 'c'`);
  await connection.run(
    `UPDATE sessions SET events = 2, events_by_type = '{"page_view":2}', entry_page = '/peer' WHERE id = 's2'`,
  );
  await connection.run(`UPDATE metrics_minute SET events = 2 WHERE minute = '2026-01-01 11:00:00+00'`);
  expect((await check()).objections).toEqual([]);
});

it('finds a session on a day without events', async () => {
  await connection.run(`INSERT INTO sessions SELECT * REPLACE ('s7' AS id, 's7' AS session_id, DATE '2026-02-01' AS session_date,
    TIMESTAMPTZ '2026-02-01 10:00:00+00' AS started_at) FROM sessions WHERE id = 's4'`);
  expect((await check()).objections).toEqual(['sessions v2 at 2026-02-01T10:00:00.000Z']);
});

it('has no revenue for a visit in several currencies, and types in order of their names', async () => {
  await connection.run(`INSERT INTO events SELECT * REPLACE ('b3' AS event_id, 9 AS "offset",
    '{"currency":"USD","value":"1"}' AS properties) FROM events WHERE event_id = 'b'`);
  await connection.run(`INSERT INTO events SELECT * REPLACE ('b4' AS event_id, 9 AS "offset", 'click' AS event_type)
    FROM events WHERE event_id = 'b'`);
  await connection.run(`UPDATE sessions SET events = 4, conversions = 2, revenue = NULL, currency = NULL,
    exit_page = '/out', events_by_type = '{"click":1,"page_view":1,"purchase":2}' WHERE id = 's1'`);
  await connection.run(`UPDATE metrics_minute SET events = 2, conversions = 2, revenue = NULL, currency = NULL
    WHERE conversions = 1`);
  await connection.run(`INSERT INTO metrics_minute SELECT * REPLACE ('click' AS event_type, 1 AS events, 0 AS conversions)
    FROM metrics_minute WHERE conversions = 2`);
  expect((await check()).objections).toEqual([]);
});
