import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { AskLog } from './gaps';
import { judge, type Fates } from './judge';
import { Findings, type Finding } from './verdict';
import { NOTHING_VERIFIED } from './verified';
import { makeWorld, RANGES, SETTLED, type World } from './testing/world';

let world: World;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeEach(async () => {
  world = await makeWorld();
  instance = await DuckDBInstance.create();
  connection = await instance.connect();
});
afterEach(() => {
  connection.closeSync();
  instance.closeSync();
  world.close();
});

const HORIZON_MS = 259_200_000;

/** The log of the world: offset 6 of partition 0 was never a record, every other offset is still there. */
const askLog: AskLog = (gaps) => {
  const records = gaps.flatMap(({ partition, from, to }) =>
    Array.from({ length: to - from }, (_, n) => from + n).filter((offset) => partition !== 0 || offset !== 6),
  );
  return Promise.resolve({ records, earliest: 0 });
};

async function trial(
  settledTo = SETTLED,
  log = askLog,
  verified = NOTHING_VERIFIED,
): Promise<{ fates: Fates; findings: Findings }> {
  const findings = new Findings();
  const fates = await judge(
    connection,
    {
      ...{ files: await world.files(), ranges: RANGES, settledTo, verified, askLog: log },
      dedupHorizonMs: HORIZON_MS,
    },
    findings,
  );
  return { fates, findings };
}

const clean: Fates = {
  raw: 12,
  curated: 7,
  setAside: { malformed_json: 1, late: 1 },
  duplicates: 2,
  idConflicts: 1,
  beyondHorizon: 0,
  notRecords: [{ partition: 0, from: 6, to: 7 }],
  listed: { idConflicts: [{ at: '1/1', kept: '0/3' }], beyondHorizon: [] },
};

it('finds the fate of every record and nothing to object', async () => {
  const { fates, findings } = await trial();
  expect(findings.first).toEqual([]);
  expect(fates).toEqual(clean);
});

it('finds duplicates by itself before settle has named them', async () => {
  await world.spoil('DELETE FROM duplicates');
  const { fates, findings } = await trial(new Map());
  expect(findings.clean).toBe(true);
  expect(fates).toEqual(clean);
});

describe('objects when', () => {
  const expected = (kind: string, table: string, at: string): Partial<Finding> =>
    expect.objectContaining({ kind, table, at }) as Partial<Finding>;

  it.each<[string, string, Partial<Finding>[]]>([
    [
      'a row of raw is gone',
      `DELETE FROM raw WHERE partition = 0 AND "offset" = 4`,
      [expected('from_nowhere', 'events', '0/4'), expected('lost', 'raw', '0/4')],
    ],
    [
      'a row of events is gone',
      `DELETE FROM events WHERE partition = 0 AND "offset" = 4`,
      [expected('lost', 'events', '0/4')],
    ],
    [
      'the kept event of a duplicate is gone',
      `DELETE FROM events WHERE partition = 0 AND "offset" = 1`,
      [expected('lost', 'events', '0/1'), expected('kept_missing', 'duplicates', '0/7')],
    ],
    [
      'a row of set_aside is gone',
      `DELETE FROM set_aside WHERE partition = 0`,
      [expected('lost', 'events', '0/9')],
    ],
    [
      'a row of duplicates is gone',
      `DELETE FROM duplicates WHERE partition = 0 AND "offset" = 7`,
      [expected('unsettled', 'duplicates', '0/7')],
    ],
    ...['raw', 'events', 'set_aside', 'duplicates'].map((table): [string, string, Partial<Finding>[]] => [
      `a row of ${table} is there twice`,
      `INSERT INTO ${table} SELECT * FROM ${table} WHERE partition = 1 LIMIT 1`,
      [expected('twice', table, expect.stringMatching(/^1\//) as string)],
    ]),
    [
      'one offset stands for another and all counts stay equal',
      `UPDATE events SET "offset" = 6 WHERE partition = 0 AND "offset" = 5`,
      [expected('from_nowhere', 'events', '0/6'), expected('unsettled', 'duplicates', '0/5')],
    ],
    [
      'one byte of raw is another',
      `UPDATE raw SET value = encode(replace(decode(value), 'Home', 'Home!')) WHERE partition = 0 AND "offset" = 0`,
      [expected('changed', 'events', '0/0')],
    ],
    [
      'one byte of when it was sent is another',
      `UPDATE raw SET value = encode(regexp_replace(decode(value), '"sent_at":"2015', '"sent_at":"2016')) WHERE partition = 0 AND "offset" = 0`,
      [expected('changed', 'events', '0/0')],
    ],
    [
      'one byte of a spelling of its own is another',
      `UPDATE raw SET value = encode(replace(decode(value), '/6', '/7')) WHERE partition = 1 AND "offset" = 0`,
      [expected('changed', 'events', '1/0')],
    ],
    ...[0, 1].flatMap((partition) =>
      [
        `event_id = '00000000-0000-4000-8000-000000000099'`,
        `event_type = 'click'`,
        `occurred_at = occurred_at + INTERVAL 1 MINUTE`,
        `page_path = '/elsewhere'`,
        'page_path = NULL',
        `properties = '{}'`,
        `properties = '{"seq":10}'`,
        'properties = NULL',
      ].map((change): [string, string, Partial<Finding>[]] => [
        `partition ${partition} of events says ${change}`,
        `UPDATE events SET ${change} WHERE partition = ${partition} AND "offset" = 0`,
        [expected('changed', 'events', `${partition}/0`)],
      ]),
    ),
    ...[
      `event_id = 'x'`,
      `occurred_at = occurred_at + INTERVAL 1 MINUTE`,
      `page_path = '/'`,
      `properties = '{}'`,
    ].map((change): [string, string, Partial<Finding>[]] => [
      `a late event says ${change}`,
      `UPDATE set_aside SET ${change} WHERE kind = 'late'`,
      [expected('changed', 'set_aside', '1/2')],
    ]),
    [
      'the key of a record is another',
      `UPDATE raw SET key = 'v2'::BLOB WHERE partition = 0 AND "offset" = 0`,
      [expected('changed', 'events', '0/0')],
    ],
    [
      'a header of a record is another',
      `UPDATE raw SET headers = [] WHERE partition = 0 AND "offset" = 0`,
      [expected('changed', 'events', '0/0')],
    ],
    [
      'bytes that were set aside are others',
      `UPDATE raw SET value = '{'::BLOB WHERE partition = 0 AND "offset" = 9`,
      [expected('changed', 'set_aside', '0/9')],
    ],
    [
      'a duplicate says something else by now',
      `UPDATE raw SET value = encode(replace(decode(value), 'Home', 'Away')) WHERE partition = 0 AND "offset" = 7`,
      [expected('wrong_class', 'duplicates', '0/7')],
    ],
    [
      'a conflict is called a duplicate',
      `UPDATE duplicates SET class = 'duplicate' WHERE partition = 1`,
      [expected('wrong_class', 'duplicates', '1/1')],
    ],
    [
      'a duplicate names another event',
      `UPDATE duplicates SET kept_offset = 5 WHERE partition = 0 AND "offset" = 7`,
      [expected('kept_missing', 'duplicates', '0/7')],
    ],
    [
      'a curated record is also set aside',
      `INSERT INTO set_aside SELECT * REPLACE (4 AS "offset") FROM set_aside WHERE partition = 0`,
      [expected('two_fates', 'events and set_aside', '0/4'), expected('changed', 'set_aside', '0/4')],
    ],
  ])('%s', async (_, sql, findings) => {
    await world.spoil(sql);
    expect((await trial()).findings.first).toEqual(findings);
  });

  it('a gap in raw cannot be checked any more', async () => {
    await world.spoil(`DELETE FROM raw WHERE partition = 0 AND "offset" < 2`);
    await world.spoil(`DELETE FROM events WHERE partition = 0 AND "offset" < 2`);
    const { findings } = await trial(SETTLED, () => Promise.resolve({ records: [], earliest: 2 }));
    expect(findings.first).toContainEqual(expected('unverifiable', 'raw', '0/0'));
    expect(findings.byKind).toMatchObject({ unverifiable: 2 });
  });

  it('all tables are empty although offsets were committed', async () => {
    for (const table of ['raw', 'events', 'set_aside', 'duplicates'])
      await world.spoil(`DELETE FROM ${table}`);
    const { findings } = await trial();
    expect(findings.byKind).toEqual({ lost: 12 });
  });
});

describe('an event of an older version', () => {
  /** Says of a curated event that it was brought to another version, and what was hashed of it then. */
  const bring = (at: { partition: number; offset: number }, version: string): Promise<void> =>
    world.spoil(`
      UPDATE events SET schema_version = '${version}', content_hash = (
        SELECT sha256(regexp_replace(replace(replace(decode(value), '": "', '":"'), '1.0.0', '${version}'), ',"sent_at":"[^"]*"', ''))
        FROM raw r WHERE r.partition = events.partition AND r."offset" = events."offset"
      ) WHERE partition = ${at.partition} AND "offset" = ${at.offset}`);
  const change = (
    { partition, offset }: { partition: number; offset: number },
    from: string,
    to: string,
  ): Promise<void> =>
    world.spoil(`UPDATE raw SET value = encode(regexp_replace(decode(value), '${from}', '${to}'))
      WHERE partition = ${partition} AND "offset" = ${offset}`);
  const changed = async (): Promise<string[]> =>
    (await trial()).findings.first.map(({ kind, table, at, detail }) => `${kind} ${table} ${at}: ${detail}`);

  describe.each([
    ['in canonical form', { partition: 0, offset: 4 }, '0/4'],
    ['in a spelling of its own', { partition: 1, offset: 0 }, '1/0'],
  ])('%s', (_, place, at) => {
    it('says the same under a later minor version', async () => {
      await bring(place, '1.1.0');
      expect(await changed()).toEqual([]);
    });

    it.each([
      ['Home', 'Away', 'content_hash does not follow from raw'],
      ['"path": ?"/', '"path":"/x', 'raw says page.path /x'],
      ['"sent_at": ?"2015', '"sent_at":"2016', 'sent_at does not follow from raw'],
      ['"occurred_at": ?"2015', '"occurred_at":"2016', 'occurred_at does not follow from raw'],
    ])('is changed when %s is %s', async (from, to, detail) => {
      await bring(place, '1.1.0');
      await change(place, from, to);
      expect(await changed()).toEqual([expect.stringContaining(`changed events ${at}: ${detail}`)]);
    });
  });

  it('may say anything else under a later major version, but not what decides its fate', async () => {
    const place = { partition: 0, offset: 4 };
    await bring(place, '2.0.0');
    await change(place, 'Home', 'Away');
    expect(await changed()).toEqual([]);
    await change(place, 'page_view', 'click');
    expect(await changed()).toEqual(['changed events 0/4: raw says event_type click']);
  });
});

describe('an event that is curated a second time', () => {
  /** Makes the copy at 0/7 an event of its own, this much later than the one at 0/1. */
  async function curateCopy(afterMs: number): Promise<void> {
    const later = `kafka_timestamp + to_milliseconds(${afterMs})`;
    await world.spoil(
      `INSERT INTO events SELECT * REPLACE (7 AS "offset", ${later} AS kafka_timestamp) FROM events
       WHERE partition = 0 AND "offset" = 1`,
    );
    await world.spoil(`UPDATE raw SET kafka_timestamp = ${later} WHERE partition = 0 AND "offset" = 7`);
    await world.spoil(`DELETE FROM duplicates WHERE partition = 0 AND "offset" = 7`);
  }

  it('beyond the horizon is counted and no objection', async () => {
    await curateCopy(10 * HORIZON_MS);
    const { fates, findings } = await trial();
    expect(findings.first).toEqual([]);
    expect(fates).toEqual({
      ...{ ...clean, curated: 8, duplicates: 1, beyondHorizon: 1 },
      listed: { ...clean.listed, beyondHorizon: [{ at: '0/7', kept: '0/1' }] },
    });
  });

  it.each([0, 1, HORIZON_MS])('%i ms later is there twice', async (afterMs) => {
    await curateCopy(afterMs);
    const { fates, findings } = await trial();
    expect(findings.byKind).toEqual({ twice: 1 });
    expect(findings.first).toEqual([
      {
        ...{ kind: 'twice', table: 'events', at: '0/7' },
        detail: 'event 00000000-0000-4000-8000-000000000001 is also at 0/1',
      },
    ]);
    expect(fates).toMatchObject({ curated: 8, beyondHorizon: 0 });
  });

  it('just past the horizon is no objection', async () => {
    await curateCopy(HORIZON_MS + 1);
    const { fates, findings } = await trial();
    expect([findings.first, fates.beyondHorizon]).toEqual([[], 1]);
  });
});

it('lists the first findings of a kind and counts the rest', () => {
  const findings = new Findings(2);
  for (const offset of [1, 2, 3]) findings.add({ kind: 'lost', table: 'raw', at: `0/${offset}`, detail: '' });
  expect(findings.first).toHaveLength(2);
  expect(findings.byKind).toEqual({ lost: 3 });
  expect(findings.clean).toBe(false);
});
