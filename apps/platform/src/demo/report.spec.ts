import {
  closes,
  countsOf,
  refuseOpenAccount,
  refuseUntrue,
  renderReport,
  reportSchema,
  type Report,
} from './report';

const counts = {
  read: 10_000,
  malformed: 2,
  kafka: 9_998,
  raw: 9_998,
  curated: 9_990,
  setAside: 3,
  duplicates: 5,
  findings: 0,
  warehouse: 9_990,
};

const reconciliation = {
  pipeline: 'clickstream',
  clean: true,
  ranges: [{ partition: 0, from: 0, to: 9_998 }],
  inFlight: 0,
  fates: {
    raw: 9_998,
    curated: 9_990,
    setAside: { late: 1, malformed_json: 2 },
    duplicates: 4,
    idConflicts: 1,
    beyondHorizon: 0,
    notRecords: [],
    listed: { idConflicts: [], beyondHorizon: [] },
  },
  derived: null,
  findings: { counts: {}, first: [] },
};

const report = (change: Partial<typeof counts> = {}): Report =>
  reportSchema.parse({
    input: 'access.log.gz',
    pipeline: 'clickstream',
    stages: [{ name: 'import', records: 9_998, seconds: 2, perSecond: 4_999 }],
    accounting: { ...counts, ...change, closes: closes({ ...counts, ...change }) },
    reconciliation,
    truth: null,
    topPages: [{ path: '/index.html', views: 800 }],
    busiestHour: { hour: '2015-05-19 14:00', events: 200 },
    sessions: { provisional: 2_000, visitors: 1_753, eventsPerSession: 4.995 },
    readers: 'warehouse.duckdb',
  });

it('takes its counts from the reconciliation', () => {
  expect(countsOf(reconciliation)).toEqual({
    raw: 9_998,
    curated: 9_990,
    setAside: 3,
    duplicates: 5,
    findings: 0,
  });
});

it('closes when every stage holds what the one before gave it', () => {
  expect(closes(counts)).toBe(true);
});

it.each([
  ['a record that never reached Kafka', { kafka: 9_997 }],
  ['a record missing in raw', { raw: 9_997 }],
  ['a record without a fate', { duplicates: 4 }],
  ['a finding that all counts hide', { findings: 1 }],
  ['a row missing in the warehouse', { warehouse: 9_989 }],
])('does not close with %s', (_, change) => {
  expect(closes({ ...counts, ...change })).toBe(false);
  expect(() => refuseOpenAccount(report(change))).toThrow(/the records do not add up: .*10,000 read/);
});

it('is what a person wants to read', () => {
  expect(renderReport(report())).toMatchInlineSnapshot(`
    "┌────────┬─────────┬─────────┬───────────┐
    │ stage  │ records │ seconds │ records/s │
    ├────────┼─────────┼─────────┼───────────┤
    │ import │ 9,998   │ 2.0     │ 4,999     │
    └────────┴─────────┴─────────┴───────────┘
    ┌─────────────┬───────┐
    │ top pages   │ views │
    ├─────────────┼───────┤
    │ /index.html │ 800   │
    └─────────────┴───────┘
    busiest hour  2015-05-19 14:00 UTC, 200 events
    sessions      2,000 provisional (30 min of inactivity, split at UTC midnight), 1,753 visitors, 5.0 events each
    warehouse     9,990 rows in warehouse.duckdb

    ┌───────────────────────────┬─────────┐
    │ fate                      │ records │
    ├───────────────────────────┼─────────┤
    │ curated                   │ 9,990   │
    ├───────────────────────────┼─────────┤
    │ duplicate                 │ 4       │
    ├───────────────────────────┼─────────┤
    │ id_conflict               │ 1       │
    ├───────────────────────────┼─────────┤
    │ set aside: late           │ 1       │
    ├───────────────────────────┼─────────┤
    │ set aside: malformed_json │ 2       │
    └───────────────────────────┴─────────┘
    offsets    9,998 in 1 partitions, 0 more in flight

    clickstream: every one of 9,998 offsets has exactly one fate
    10,000 read (2 malformed lines refused) = 9,998 in Kafka = 9,998 raw = 9,990 curated + 8 set aside or duplicate"
  `);
});

describe('a report on a simulation', () => {
  const equal = { table: 'raw', expected: 10, found: 10, missing: 0, unexpected: 0, examples: [] };
  const wrong = { ...equal, table: 'events', missing: 1, examples: ['missing {"event_id":"e"}'] };

  it('says of each table that it is as the ground truth says', () => {
    const simulated = { ...report(), truth: [equal] };
    expect(renderReport(simulated)).toContain('truth         raw: 10 rows, each as the ground truth says');
    expect(() => refuseUntrue(simulated)).not.toThrow();
  });

  it('is refused with examples when a table is not', () => {
    const simulated = { ...report(), truth: [equal, wrong] };
    expect(renderReport(simulated)).toContain('truth         events: differs: 1 missing, 0 unexpected');
    expect(() => refuseUntrue(simulated)).toThrow('events: missing {"event_id":"e"}');
  });

  it('is refused when days are still open: what is in them was never final', () => {
    const derived = { compared: 1, open: 2 };
    const simulated = { ...report(), truth: [equal], reconciliation: { ...reconciliation, derived } };
    expect(() => refuseUntrue(simulated)).toThrow('sessions and minutes of 2 days are open');
    expect(() => refuseUntrue({ ...simulated, truth: null })).not.toThrow();
  });
});
