import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Platform, type Reconciliation } from './platform';
import { compareViews, viewQuestions } from './views';

/** Dirty ones: copies, conflicts, late, malformed, in the future. */
const EVENTS = 20_000;

const platform = new Platform();

// The demo simulates, streams, settles, loads, reconciles, and compares every table and fate with the ground truth.
beforeAll(async () => {
  await platform.done('platform', 'demo', '--keep', '--home', platform.home, '--events', `${EVENTS}`);
});
afterAll(() => platform.stop());

const findingsIn = ({ findings }: Reconciliation): string[] =>
  findings.first.map(({ kind, table, at }) => `${kind} ${table} ${at}`);

it('is clean, over all and over parts', async () => {
  const all = await platform.reconcile();
  expect(all).toMatchObject({ code: 0, said: { clean: true, derived: { open: 0 } } });
  expect(all.said.derived.compared).toBeGreaterThan(0);

  const sinceLast = await platform.reconcile('--since', 'last');
  expect(sinceLast).toMatchObject({ code: 0, said: { clean: true, ranges: [], fates: { raw: 0 } } });

  const part = await platform.reconcile('--from', '2000-01-01T00:00:00Z');
  expect(part).toMatchObject({ code: 0, said: { clean: true, fates: { raw: all.said.fates.raw } } });
  const none = await platform.reconcile('--to', '2000-01-01T00:00:00Z');
  expect(none).toMatchObject({ code: 0, said: { clean: true, ranges: [] } });
});

it('shows analysts what the ground truth says', async () => {
  for (const question of viewQuestions(join(platform.home, 'truth'))) {
    const { rows, differences } = await compareViews(platform.readable, question);
    expect([question.view, differences]).toEqual([question.view, []]);
    expect(rows).toBeGreaterThan(0);
  }
});

it('is rebuilt from raw as it is, and rebuilding touches no live table', async () => {
  const before = await platform.snapshots();
  const { stdout, stderr } = await platform.done('platform', 'replay');
  expect(stdout).toContain('every compared day is equal');
  for (const table of ['events', 'sessions', 'metrics_minute'])
    expect(stderr).toMatch(new RegExp(`${table}_clickstream: (\\d+) of \\1 days are equal, [1-9]`));
  expect(await platform.snapshots()).toEqual(before);
});

it('settles nothing a second time', async () => {
  const before = await platform.snapshots();
  await platform.done('platform', 'settle', '--final');
  expect(await platform.snapshots()).toEqual(before);
});

it('has nothing against a compaction of raw', async () => {
  await platform.sql(
    `CALL lake.system.rewrite_data_files(table => '${platform.name('raw')}', options => map('rewrite-all', 'true'))`,
  );
  expect(await platform.reconcile()).toMatchObject({ code: 0, said: { clean: true } });
});

describe('finds in the lake', () => {
  /** A row that is there once: the first of its table. */
  const first = (role: string, where = 'true'): string =>
    `(partition, offset) IN (SELECT min(struct(partition, offset)).partition, min(struct(partition, offset)).offset FROM $${role} WHERE ${where})`;
  const firstOf = (role: string, key: string): string => `${key} IN (SELECT min(${key}) FROM $${role})`;

  it.each<[string, string, string, string[]]>([
    [
      'a row of raw that is gone',
      'raw',
      `DELETE FROM $raw WHERE ${first('raw')}`,
      ['raw_rewritten', 'lost raw'],
    ],
    [
      'a row of events that is gone',
      'events',
      `DELETE FROM $events WHERE ${first('events')}`,
      ['lost events'],
    ],
    [
      'a record set aside that is gone',
      'set_aside',
      `DELETE FROM $set_aside WHERE ${first('set_aside')}`,
      ['lost events'],
    ],
    [
      'a duplicate that is gone',
      'duplicates',
      `DELETE FROM $duplicates WHERE ${first('duplicates')}`,
      ['unsettled duplicates'],
    ],
    [
      'a session that is gone',
      'sessions',
      `DELETE FROM $sessions WHERE ${firstOf('sessions', 'session_id')}`,
      ['not_conserved sessions'],
    ],
    [
      'a minute that is gone',
      'metrics_minute',
      `DELETE FROM $metrics_minute WHERE ${firstOf('metrics_minute', 'minute')}`,
      ['not_conserved metrics_minute'],
    ],
    ...['raw', 'events', 'set_aside', 'duplicates'].map((role): [string, string, string, string[]] => [
      `a row of ${role} that is there twice`,
      role,
      `INSERT INTO $${role} SELECT * FROM $${role} WHERE ${first(role)}`,
      [`twice ${role}`],
    ]),
    [
      'a session that is there twice',
      'sessions',
      `INSERT INTO $sessions SELECT * FROM $sessions WHERE ${firstOf('sessions', 'session_id')}`,
      ['twice sessions'],
    ],
    [
      'one offset that stands for another while all counts stay equal',
      'events',
      `MERGE INTO $events AS e USING (
         SELECT own, other FROM (SELECT min(struct(partition, offset)) AS own FROM $events)
         CROSS JOIN (SELECT min(struct(partition, offset)) AS other FROM $set_aside)
       ) AS swap ON e.partition = swap.own.partition AND e.offset = swap.own.offset
       WHEN MATCHED THEN UPDATE SET partition = swap.other.partition, offset = swap.other.offset`,
      ['two_fates', 'unsettled duplicates'],
    ],
    [
      'one byte of raw that is another',
      'raw',
      `UPDATE $raw SET value = encode(concat(decode(value, 'UTF-8'), ' '), 'UTF-8')
       WHERE (partition, offset) IN (SELECT min(struct(partition, offset)).partition, min(struct(partition, offset)).offset FROM $set_aside)`,
      ['raw_rewritten', 'changed set_aside'],
    ],
    [
      'an amount in a session that is another',
      'sessions',
      `UPDATE $sessions SET revenue = revenue + 1 WHERE session_id IN (SELECT min(session_id) FROM $sessions WHERE revenue > 0)`,
      ['not_conserved sessions and metrics_minute'],
    ],
  ])('%s', async (_, role, statement, expected) => {
    const before = (await platform.snapshots())[role];
    await platform.sql(statement);
    try {
      const { code, said } = await platform.reconcile();
      expect(code).toBe(1);
      for (const finding of expected)
        expect(findingsIn(said)).toContainEqual(expect.stringMatching(new RegExp(`^${finding} `)));
    } finally {
      await platform.sql(`CALL lake.system.rollback_to_snapshot('${platform.name(role)}', ${before})`);
    }
    expect(await platform.reconcile()).toMatchObject({ code: 0, said: { clean: true } });
  });
});

describe('finds in the warehouse', () => {
  async function damage(...statements: string[]): Promise<void> {
    const instance = await DuckDBInstance.create(platform.readable);
    const connection = await instance.connect();
    for (const sql of statements) await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
  }

  afterEach(async () => {
    await platform.done('snowflake-loader', 'rebuild');
    expect(await platform.reconcile()).toMatchObject({ code: 0, said: { clean: true } });
  });

  it('a row that is lost, by its key', async () => {
    await damage(
      'DELETE FROM clickstream.events WHERE event_id = (SELECT min(event_id) FROM clickstream.events)',
    );
    const { code, said } = await platform.reconcile();
    expect(code).toBe(1);
    expect(said.findings.first).toMatchObject([
      {
        kind: 'warehouse_differs',
        table: 'events',
        detail: expect.stringMatching(/^1 rows missing.*missing \S+/) as string,
      },
    ]);
  });

  it('tables without rows', async () => {
    await damage(
      ...['events', 'set_aside', 'duplicates', 'sessions', 'metrics_minute'].map(
        (table) => `DELETE FROM clickstream.${table}`,
      ),
    );
    const { code, said } = await platform.reconcile();
    expect([code, said.findings.counts]).toEqual([1, { warehouse_differs: 5 }]);
  });

  it('that there is none', async () => {
    rmSync(platform.warehouse, { recursive: true });
    const { code, said } = await platform.reconcile();
    expect([code, findingsIn(said)]).toEqual([1, ['warehouse_differs all clickstream']]);
  });
});
