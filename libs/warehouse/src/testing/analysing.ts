import type { PipelineSchema, TargetTable } from '../port';
import type { Bench } from './bench';
import { column, unit } from './fixtures';

const BUSINESS = [
  column('event_id', 'string'),
  column('event_type', 'string'),
  column('occurred_at', 'timestamptz'),
  column('anonymous_id', 'string'),
  column('user_id', 'string'),
  column('page_path', 'string'),
  column('context_campaign', 'string'),
];
const PLACE = [
  column('kafka_timestamp', 'timestamptz'),
  column('partition', 'int'),
  column('offset', 'long'),
];
const EVENTS: TargetTable = {
  name: 'events',
  columns: [...BUSINESS, ...PLACE],
  key: ['event_id'],
  kind: 'rows',
};
const SET_ASIDE: TargetTable = {
  name: 'set_aside',
  columns: [column('kind', 'string'), ...BUSINESS, ...PLACE],
  key: ['offset'],
  kind: 'rows',
};
const SHOP: PipelineSchema = {
  pipeline: 'shop',
  schema: 'shop',
  tables: [EVENTS, SET_ASIDE],
  sessionGapMs: 1_800_000,
};

/** visitor, event type, time of 17 May 2015 (over 24 h: the next day), page, user, campaign */
type Seen = readonly [string, string, string, string, string | null, string | null];
const IN_TIME: readonly Seen[] = [
  ['ann', 'page_view', '10:00', '/home', null, 'spring'],
  ['ann', 'view_item', '10:01', '/shoe', null, null],
  ['ann', 'add_to_cart', '10:02', '/shoe', 'u1', null],
  ['ann', 'begin_checkout', '10:03', '/pay', 'u1', null],
  ['ann', 'purchase', '10:04', '/pay', 'u1', 'summer'],
  ['bob', 'purchase', '11:00', '/pay', null, null], // without the steps before it
  ['bob', 'view_item', '11:01', '/shoe', null, null],
  ['bob', 'begin_checkout', '11:02', '/pay', null, null], // without a cart
  ['cem', 'view_item', '23:59', '/hat', null, 'spring'],
  ['cem', 'add_to_cart', '24:01', '/hat', null, null], // the next day
  ['cem', 'page_view', '24:02', '/home', null, null],
];
const LATE: readonly Seen[] = [['dan', 'page_view', '09:00', '/home', null, null]];

function rows(events: readonly Seen[], first: number): string {
  const text = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);
  const values = events.map(
    ([visitor, type, time, page, user, campaign], index) =>
      `('e${first + index}', ${text(type)}, TIMESTAMPTZ '2015-05-17 00:00:00+00' + INTERVAL '${time}:00',
        ${text(visitor)}, ${text(user)}, ${text(page)}, ${text(campaign)},
        TIMESTAMPTZ '2015-05-20 00:00:00+00', 0, ${first + index})`,
  );
  return `(VALUES ${values.join(', ')}) v(event_id, event_type, occurred_at, anonymous_id, user_id, page_path,
    context_campaign, kafka_timestamp, "partition", "offset")`;
}

/** A late event that came twice, the second time with another page; a late copy of one that was in time; no event. */
const SET_ASIDE_ROWS = `
  WITH late AS (SELECT 'late' AS kind, * FROM ${rows(LATE, 100)})
  FROM late
  UNION ALL SELECT * REPLACE ('/again' AS page_path, 101 AS "offset") FROM late
  UNION ALL SELECT 'late', * REPLACE (102 AS "offset") FROM ${rows(IN_TIME.slice(0, 1), 0)}
  UNION ALL BY NAME SELECT 'malformed_json' AS kind, 200 AS "offset"`;

/** The answers were worked out by hand from the rows above. */
const ANSWERS: readonly (readonly [view: string, query: string, answer: readonly string[]])[] = [
  [
    'events_all',
    "SELECT concat_ws(' ', is_late, count(*)) AS line FROM shop.events_all GROUP BY is_late",
    ['false 11', 'true 1'],
  ],
  [
    'daily_active_users',
    "SELECT concat_ws(' ', day, visitors, users, events) AS line FROM shop.daily_active_users",
    ['2015-05-17 4 1 10', '2015-05-18 1 0 2'],
  ],
  [
    'top_pages',
    "SELECT concat_ws(' ', page_path, views, visitors) AS line FROM shop.top_pages",
    ['/home 3 3'],
  ],
  [
    'funnel_view_cart_checkout_purchase',
    `SELECT concat_ws(' ', day, viewed, carted, checked_out, purchased) AS line FROM shop.funnel_view_cart_checkout_purchase`,
    ['2015-05-17 3 1 1 1'],
  ],
  [
    'conversion_by_campaign',
    `SELECT concat_ws(' ', coalesce(campaign, '-'), visitors, buyers, purchases, conversion) AS line
     FROM shop.conversion_by_campaign`,
    ['- 2 1 1 0.5', 'spring 2 1 1 0.5'],
  ],
  [
    'load_health',
    `SELECT concat_ws(' ', table_name, snapshots, loaded_rows, seconds_since_load < 600) AS line FROM shop.load_health`,
    ['events 1 11 true', 'set_aside 1 4 true'],
  ],
];

export function analysingBehaviours(bench: Bench): void {
  it('answers what analysts ask', async () => {
    const inTime = await bench.parquet('events.parquet', `SELECT * FROM ${rows(IN_TIME, 0)}`);
    const setAside = await bench.parquet('set_aside.parquet', SET_ASIDE_ROWS);
    await bench.apply({ ...unit(1, [inTime], SHOP), table: EVENTS });
    await bench.apply({ ...unit(1, [setAside], SHOP), table: SET_ASIDE });
    for (const [view, query, answer] of ANSWERS)
      expect([view, (await bench.seen(query)).sort()]).toEqual([view, answer]);
  });

  it('leaves out a question that the tables of a pipeline cannot answer', async () => {
    await bench.apply({ ...unit(1, [], { ...SHOP, tables: [SET_ASIDE] }), table: SET_ASIDE });
    const views = await bench.seen(
      `SELECT lower(table_name) AS name FROM information_schema.views WHERE lower(table_schema) = 'shop'`,
    );
    expect(views).toEqual(['load_health']);
  });
}
