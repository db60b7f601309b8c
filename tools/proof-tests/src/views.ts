import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** What a view of the warehouse must say, as SQL over the ground truth of a simulation (docs/producer.md). */
export interface ViewQuestion {
  readonly view: string;
  readonly expected: string;
  readonly found: string;
}

const SESSION = `{anonymous_id: 'VARCHAR', session_date: 'DATE', started_at: 'TIMESTAMPTZ', ended_at: 'TIMESTAMPTZ',
  events: 'BIGINT', entry_page: 'VARCHAR', exit_page: 'VARCHAR', events_by_type: 'VARCHAR', revenue: 'DECIMAL(26, 4)'}`;
const MINUTE = `{minute: 'TIMESTAMPTZ', event_type: 'VARCHAR', events: 'BIGINT', visitors: 'BIGINT', revenue: 'DECIMAL(26, 4)'}`;
const RECORD = `{event_id: 'VARCHAR', fate: 'VARCHAR', kind: 'VARCHAR'}`;

/** The files of a ground truth as relations. */
interface Truth {
  readonly records: string;
  readonly sessions: string;
  readonly minutes: string;
  /** Of what was in time only. */
  readonly curatedSessions: string;
}

export function viewQuestions(folder: string): ViewQuestion[] {
  const file = (name: string, columns: string): string =>
    `read_json('${join(folder, name)}', format = 'newline_delimited', columns = ${columns})`;
  const truth = {
    records: file('records.ndjson', RECORD),
    sessions: file('sessions.final.ndjson', SESSION),
    minutes: file('minutes.final.ndjson', MINUTE),
    curatedSessions: file('sessions.curated.ndjson', SESSION),
  };
  return [...rowByRow(truth), ...addedUp(truth)];
}

/** Views whose rows are those of the truth. */
function rowByRow({ records, sessions, minutes, curatedSessions }: Truth): ViewQuestion[] {
  const session = 'anonymous_id, started_at, ended_at, events, entry_page, exit_page';
  const minute = 'minute, event_type, events, visitors, revenue';
  return [
    {
      view: 'events_all',
      expected: `SELECT event_id, false AS is_late FROM ${records} WHERE fate = 'curated' UNION ALL
        SELECT DISTINCT event_id, true FROM ${records} WHERE kind = 'late'
          AND event_id NOT IN (SELECT event_id FROM ${records} WHERE fate = 'curated')`,
      found: 'SELECT event_id, is_late FROM clickstream.events_all',
    },
    {
      view: 'sessions_current',
      expected: `SELECT ${session}, revenue FROM ${sessions}`,
      found: `SELECT ${session}, revenue FROM clickstream.sessions_current`,
    },
    {
      view: 'metrics_minute_current',
      expected: `SELECT ${minute} FROM ${minutes}`,
      found: `SELECT ${minute} FROM clickstream.metrics_minute_current`,
    },
    {
      view: 'sessions_provisional',
      expected: `SELECT ${session} FROM ${curatedSessions}`,
      found: `SELECT ${session} FROM clickstream.sessions_provisional`,
    },
  ];
}

/** Views that add up what the truth has. */
function addedUp({ records, sessions, minutes }: Truth): ViewQuestion[] {
  return [
    {
      view: 'daily_active_users',
      expected: `SELECT session_date AS day, count(DISTINCT anonymous_id) AS visitors, sum(events)::BIGINT AS events
        FROM ${sessions} GROUP BY day`,
      found: 'SELECT day, visitors, events FROM clickstream.daily_active_users',
    },
    {
      view: 'funnel_view_cart_checkout_purchase',
      expected: `SELECT session_date AS day, count(DISTINCT anonymous_id) AS viewed FROM ${sessions}
        WHERE (events_by_type::JSON ->> '$.view_item')::INT > 0 GROUP BY day`,
      found: 'SELECT day, viewed FROM clickstream.funnel_view_cart_checkout_purchase',
    },
    {
      view: 'top_pages',
      expected: `SELECT sum(events)::BIGINT AS views FROM ${minutes} WHERE event_type = 'page_view'`,
      found: 'SELECT sum(views)::BIGINT AS views FROM clickstream.top_pages',
    },
    {
      view: 'conversion_by_campaign',
      expected: `SELECT (SELECT count(DISTINCT anonymous_id) FROM ${sessions}) AS visitors,
        (SELECT sum(events) FROM ${minutes} WHERE event_type = 'purchase')::BIGINT AS purchases`,
      found: `SELECT sum(visitors)::BIGINT AS visitors, sum(purchases)::BIGINT AS purchases
        FROM clickstream.conversion_by_campaign`,
    },
    {
      view: 'load_health',
      expected: `SELECT 'set_aside' AS table_name, count(*) AS rows FROM ${records} WHERE fate = 'set_aside'
        UNION ALL SELECT 'events', count(*) FROM ${records} WHERE fate = 'curated'`,
      found: `SELECT table_name, loaded_rows AS rows FROM clickstream.load_health WHERE table_name IN ('set_aside', 'events')`,
    },
  ];
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
