import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** What a view of the warehouse must say, as SQL over the ground truth of a simulation (docs/producer.md). */
export interface ViewQuestion {
  readonly view: string;
  readonly expected: string;
  readonly found: string;
}

const EARNED = `conversions: 'BIGINT', revenue: 'DECIMAL(26, 4)', currency: 'VARCHAR'`;
const SESSION = `{session_id: 'VARCHAR', anonymous_id: 'VARCHAR', session_date: 'DATE', started_at: 'TIMESTAMPTZ',
  ended_at: 'TIMESTAMPTZ', duration_ms: 'BIGINT', events: 'BIGINT', events_by_type: 'VARCHAR', entry_page: 'VARCHAR',
  exit_page: 'VARCHAR', ${EARNED}}`;
const MINUTE = `{minute: 'TIMESTAMPTZ', event_type: 'VARCHAR', events: 'BIGINT', visitors: 'BIGINT', ${EARNED}}`;
const RECORD = `{record: 'BIGINT', key: 'VARCHAR', event_id: 'VARCHAR', event_type: 'VARCHAR', occurred_at: 'TIMESTAMPTZ',
  page_path: 'VARCHAR', user_id: 'VARCHAR', campaign: 'VARCHAR', fate: 'VARCHAR', kind: 'VARCHAR'}`;

/** The files of a ground truth as relations. */
interface Truth {
  readonly records: string;
  /** Every valid event once, late ones too, with its UTC `day`. */
  readonly events: string;
  readonly sessions: string;
  readonly minutes: string;
  /** Of what was in time only. */
  readonly curatedSessions: string;
}

export function viewQuestions(folder: string): ViewQuestion[] {
  const file = (name: string, columns: string): string =>
    `read_json('${join(folder, name)}', format = 'newline_delimited', columns = ${columns})`;
  const records = file('records.ndjson', RECORD);
  const truth = {
    records,
    events: `(
      SELECT key AS anonymous_id, event_id, event_type, occurred_at, page_path, user_id, campaign,
        (occurred_at AT TIME ZONE 'UTC')::DATE AS day, fate <> 'curated' AS is_late
      FROM ${records} WHERE fate = 'curated' OR kind = 'late'
      QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY fate <> 'curated', record) = 1)`,
    sessions: file('sessions.final.ndjson', SESSION),
    minutes: file('minutes.final.ndjson', MINUTE),
    curatedSessions: file('sessions.curated.ndjson', SESSION),
  };
  return [...rowByRow(truth), ...addedUp(truth), loadHealth(truth)];
}

/** Views whose rows are those of the truth. */
function rowByRow({ events, sessions, minutes, curatedSessions }: Truth): ViewQuestion[] {
  const event = 'event_id, event_type, anonymous_id, occurred_at, page_path, user_id';
  const provisional = 'anonymous_id, started_at, ended_at, events, entry_page, exit_page';
  const earned = 'conversions, revenue, currency';
  const session = `session_id, session_date, ${provisional}, duration_ms, events_by_type, ${earned}`;
  const minute = `minute, event_type, events, visitors, ${earned}`;
  return [
    {
      view: 'events_all',
      expected: `SELECT ${event}, campaign, is_late FROM ${events}`,
      found: `SELECT ${event}, context_campaign AS campaign, is_late FROM clickstream.events_all`,
    },
    {
      view: 'sessions_current',
      expected: `SELECT ${session} FROM ${sessions}`,
      found: `SELECT ${session} FROM clickstream.sessions_current`,
    },
    {
      view: 'metrics_minute_current',
      expected: `SELECT ${minute} FROM ${minutes}`,
      found: `SELECT ${minute} FROM clickstream.metrics_minute_current`,
    },
    {
      view: 'sessions_provisional',
      expected: `SELECT ${provisional} FROM ${curatedSessions}`,
      found: `SELECT ${provisional} FROM clickstream.sessions_provisional`,
    },
  ];
}

/** Views that add up the events of the truth, with all their columns. */
function addedUp({ events }: Truth): ViewQuestion[] {
  const found = (view: string, columns: string): Pick<ViewQuestion, 'view' | 'found'> => ({
    view,
    found: `SELECT ${columns} FROM clickstream.${view}`,
  });
  return [
    {
      ...found('daily_active_users', 'day, visitors, users, events'),
      expected: `SELECT day, count(DISTINCT anonymous_id) AS visitors, count(DISTINCT user_id) AS users, count(*) AS events
        FROM ${events} GROUP BY day`,
    },
    {
      ...found('funnel_view_cart_checkout_purchase', 'day, viewed, carted, checked_out, purchased'),
      expected: funnelOf(events),
    },
    {
      ...found('top_pages', 'page_path, views, visitors'),
      expected: `SELECT page_path, count(*) AS views, count(DISTINCT anonymous_id) AS visitors
        FROM ${events} WHERE event_type = 'page_view' GROUP BY page_path`,
    },
    {
      ...found('conversion_by_campaign', 'campaign, visitors, buyers, purchases, conversion'),
      // A simulated visitor has one campaign or none.
      expected: `
        SELECT campaign, count(*) AS visitors, count(*) FILTER (purchases > 0) AS buyers, sum(purchases)::BIGINT AS purchases,
          round(count(*) FILTER (purchases > 0) / count(*), 4) AS conversion
        FROM (SELECT anonymous_id, any_value(campaign) AS campaign, count(*) FILTER (event_type = 'purchase') AS purchases
              FROM ${events} GROUP BY anonymous_id)
        GROUP BY campaign`,
    },
  ];
}

/** Walks through each visitor's day: a step counts when it comes at or after the first time that the one before counted. */
function funnelOf(events: string): string {
  const at = (type: string): string => `coalesce(list(occurred_at) FILTER (event_type = '${type}'), [])`;
  const after = (list: string, before: string): string =>
    `list_min(list_filter(${list}, lambda t: t >= ${before}))`;
  return `
    SELECT day, count(*) AS viewed, count(carted) AS carted, count(checked_out) AS checked_out, count(purchased) AS purchased
    FROM (
      SELECT *, ${after('purchases', 'checked_out')} AS purchased FROM (
        SELECT *, ${after('checkouts', 'carted')} AS checked_out FROM (
          SELECT *, ${after('carts', 'viewed')} AS carted FROM (
            SELECT anonymous_id, day, min(occurred_at) FILTER (event_type = 'view_item') AS viewed,
              ${at('add_to_cart')} AS carts, ${at('begin_checkout')} AS checkouts, ${at('purchase')} AS purchases
            FROM ${events} GROUP BY anonymous_id, day
          ))))
    WHERE viewed IS NOT NULL GROUP BY day`;
}

/** Rows of a changelog are revisions, which the truth does not count; how long loads took nobody knows before. */
function loadHealth({ records }: Truth): ViewQuestion {
  const count = (table: string, where: string): string =>
    `SELECT '${table}' AS table_name, count(*) AS rows FROM ${records} WHERE ${where}`;
  return {
    view: 'load_health',
    expected: `${count('events', `fate = 'curated'`)} UNION ALL ${count('set_aside', `fate = 'set_aside'`)}
      UNION ALL ${count('duplicates', `fate IN ('duplicate', 'id_conflict')`)}
      UNION ALL SELECT unnest(['sessions', 'metrics_minute']), NULL`,
    found: `SELECT table_name, CASE WHEN table_name NOT IN ('sessions', 'metrics_minute') THEN loaded_rows END AS rows
      FROM clickstream.load_health`,
  };
}

/** Compares the answers as bags of rows. @returns How many there are, and those that only one side has. */
export async function compareViews(
  warehouse: string,
  { expected, found }: ViewQuestion,
): Promise<{ readonly rows: number; readonly differences: readonly string[] }> {
  const instance = await DuckDBInstance.create(warehouse, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`
      WITH expected AS (${expected}), found AS (${found})
      SELECT (SELECT count(*)::INT FROM expected) AS rows, (
        SELECT coalesce(list(said), []) FROM (
          SELECT 'missing ' || to_json(m)::VARCHAR AS said FROM (FROM expected EXCEPT ALL FROM found) m
          UNION ALL SELECT 'unexpected ' || to_json(u)::VARCHAR FROM (FROM found EXCEPT ALL FROM expected) u LIMIT 5
        )
      ) AS differences`);
    const [answer] = reader.getRowObjectsJson();
    return answer as unknown as { rows: number; differences: string[] };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
