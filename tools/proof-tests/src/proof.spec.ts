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

/** Damage to a table of the lake, and what must be found of it. */
interface Damage {
  readonly what: string;
  readonly role: string;
  readonly statement: string;
  /** What must be said of the row: kind and table, and a query for its place or key before the damage. */
  readonly found: readonly (readonly [said: string, role: string, place: string])[];
  /** All kinds of findings, with those of what else the row counts in; of the kinds in `found` there are no others. */
  readonly kinds: readonly string[];
}

describe('finds in the lake', () => {
  /** A row that is there once: the first of its table. */
  const first = (role: string): string =>
    `(partition, offset) IN (SELECT min(struct(partition, offset)).partition, min(struct(partition, offset)).offset FROM $${role})`;
  const firstOf = (role: string, key: string): string => `${key} IN (SELECT min(${key}) FROM $${role})`;
  const PLACE = `SELECT min((partition, "offset"))[1] || '/' || min((partition, "offset"))[2] FROM "rows"`;
  const KEY: Readonly<Record<string, string>> = { sessions: 'session_id', metrics_minute: 'minute' };
  const sessionAt = (where: string): string =>
    `SELECT DISTINCT anonymous_id || ' at ' || strftime(started_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')
     FROM "rows" WHERE ${where}`;
  const ofFirst = (key: string): string => `${key} = (SELECT min(${key}) FROM "rows")`;
  const EARNED_FIRST = 'session_id IN (SELECT min(session_id) FROM $sessions WHERE revenue > 0)';

  const gone = (role: string, found: Damage['found'], kinds: readonly string[]): Damage => ({
    ...{ what: `a row of ${role} that is gone`, role, found, kinds },
    statement: `DELETE FROM $${role} WHERE ${KEY[role] ? firstOf(role, KEY[role]) : first(role)}`,
  });
  const twice = (role: string, place: string, kinds: readonly string[]): Damage => ({
    ...{ what: `a row of ${role} that is there twice`, role, kinds },
    statement: `INSERT INTO $${role} SELECT * FROM $${role} WHERE ${KEY[role] ? firstOf(role, KEY[role]) : first(role)}`,
    found: [[`twice ${role}`, role, place]],
  });
  const flipped = (role: string, kinds: readonly string[]): Damage => ({
    ...{ what: `one byte of raw that is another, of a record in ${role}`, role: 'raw', kinds },
    statement: `UPDATE $raw SET value = encode(concat(decode(value, 'UTF-8'), ' x'), 'UTF-8')
      WHERE (partition, offset) IN (SELECT min(struct(partition, offset)).partition, min(struct(partition, offset)).offset FROM $${role})`,
    found: [[`changed ${role}`, role, PLACE]],
  });

  it.each<Damage>([
    gone('raw', [['lost raw', 'raw', PLACE]], ['from_nowhere', 'lost', 'raw_rewritten']),
    gone('events', [['lost events', 'events', PLACE]], ['lost', 'not_conserved']),
    gone('set_aside', [['lost events', 'set_aside', PLACE]], ['lost']),
    gone('duplicates', [['unsettled duplicates', 'duplicates', PLACE]], ['unsettled']),
    gone(
      'sessions',
      [['not_conserved sessions', 'sessions', sessionAt(ofFirst('session_id'))]],
      ['not_conserved'],
    ),
    gone(
      'metrics_minute',
      [
        [
          'not_conserved metrics_minute',
          'metrics_minute',
          `SELECT DISTINCT event_type || ' at ' || strftime(minute AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%MZ')
           FROM "rows" WHERE ${ofFirst('minute')}`,
        ],
      ],
      ['not_conserved'],
    ),
    twice('raw', PLACE, ['twice']),
    twice('events', PLACE, ['not_conserved', 'twice']),
    twice('set_aside', PLACE, ['twice']),
    twice('duplicates', PLACE, ['twice']),
    twice('sessions', 'SELECT min(session_id) FROM "rows"', ['twice']),
    twice(
      'metrics_minute',
      `SELECT DISTINCT concat_ws(' ', minute, event_type) FROM "rows" WHERE ${ofFirst('minute')}`,
      ['twice'],
    ),
    {
      what: 'one offset that stands for another while all counts stay equal',
      role: 'events',
      statement: `MERGE INTO $events AS e USING (
         SELECT own, other FROM (SELECT min(struct(partition, offset)) AS own FROM $events)
         CROSS JOIN (SELECT min(struct(partition, offset)) AS other FROM $set_aside)
       ) AS swap ON e.partition = swap.own.partition AND e.offset = swap.own.offset
       WHEN MATCHED THEN UPDATE SET partition = swap.other.partition, offset = swap.other.offset`,
      found: [
        ['two_fates events and set_aside', 'set_aside', PLACE],
        ['unsettled duplicates', 'events', PLACE],
      ],
      kinds: ['changed', 'two_fates', 'unsettled'],
    },
    flipped('set_aside', ['changed', 'raw_rewritten']),
    flipped('events', ['changed', 'raw_rewritten']),
    {
      what: 'an amount in a session that is another',
      role: 'sessions',
      statement: `UPDATE $sessions SET revenue = revenue + 1 WHERE ${EARNED_FIRST}`,
      found: [
        [
          'not_conserved sessions',
          'sessions',
          sessionAt('session_id = (SELECT min(session_id) FROM "rows" WHERE revenue > 0)'),
        ],
      ],
      kinds: ['not_conserved'],
    },
  ])('$what', async ({ role, statement, found, kinds }) => {
    const before = (await platform.snapshots())[role];
    const expected: string[] = [];
    for (const [said, of, place] of found)
      expected.push(...(await platform.ask(of, place)).map((at) => `${said} ${at}`));
    expect(expected.length).toBeGreaterThan(0);
    await platform.sql(statement);
    try {
      const { code, said } = await platform.reconcile();
      expect(code).toBe(1);
      expect(Object.keys(said.findings.counts).sort()).toEqual(kinds);
      const kindsOfRow = new Set(found.map(([words]) => words.split(' ')[0]));
      const ofRow = findingsIn(said).filter((finding) => kindsOfRow.has(finding.split(' ')[0]));
      expect(ofRow.sort()).toEqual(expected.sort());
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
