import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from './sql';
import { currentOf } from './tables';
import type { Findings } from './verdict';

/** What a person decides about sessions; from the pipeline's manifest. */
export interface SessionRule {
  readonly gapMs: number;
}

/**
 * Computes sessions and minutes of all events anew, in SQL of the judge's own, and compares them with what the tables
 * say now, row by row. Only meaningful for a bounded input that `settle --final` has closed: until then the last
 * sessions are open.
 */
export async function checkDerived(
  connection: DuckDBConnection,
  { gapMs }: SessionRule,
  findings: Findings,
): Promise<void> {
  await connection.run(EVENTS_ALL);
  await connection.run(expectedSessions(gapMs));
  await connection.run(EXPECTED_MINUTES);
  for (const [table, key] of Object.entries(KEYS)) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE current_${table} AS ${currentOf(table, key)}`);
  }
  await report(connection, 'sessions', SESSIONS_DIFFER, findings);
  await report(connection, 'metrics_minute', MINUTES_DIFFER, findings);
  await report(connection, 'sessions and metrics_minute', REVENUE_DIFFERS, findings);
}

/** Valid events, once each: those in time, and of those too late the first copy, when none was in time. */
const EVENTS_ALL = `
CREATE OR REPLACE TEMP VIEW events_all AS
SELECT event_id, event_type, anonymous_id, occurred_at, page_path FROM events
UNION ALL
SELECT event_id, arg_min(event_type, first), arg_min(anonymous_id, first), arg_min(occurred_at, first),
  arg_min(page_path, first)
FROM (SELECT *, (kafka_timestamp, partition, "offset") AS first FROM set_aside) WHERE kind = 'late' AND event_id NOT IN (SELECT event_id FROM events)
GROUP BY event_id`;

/** A visit ends after a gap without events and at midnight UTC. */
const expectedSessions = (gapMs: number): string => `
CREATE OR REPLACE TEMP TABLE expected_sessions AS
WITH ordered AS (
  SELECT *, (occurred_at AT TIME ZONE 'UTC')::DATE AS day FROM events_all
), marked AS (
  SELECT *, coalesce(epoch_ms(occurred_at) - epoch_ms(lag(occurred_at) OVER visit) > ${gapMs}, true) AS opens
  FROM ordered WINDOW visit AS (PARTITION BY anonymous_id, day ORDER BY occurred_at, event_id)
), numbered AS (
  SELECT *, sum(opens::INT) OVER (PARTITION BY anonymous_id, day ORDER BY occurred_at, event_id
    ROWS UNBOUNDED PRECEDING) AS number FROM marked
)
SELECT anonymous_id, min(occurred_at) AS started_at, max(occurred_at) AS ended_at, count(*) AS events,
  arg_min(page_path, (occurred_at, event_id)) AS entry_page, arg_max(page_path, (occurred_at, event_id)) AS exit_page
FROM numbered GROUP BY anonymous_id, day, number`;

const EXPECTED_MINUTES = `
CREATE OR REPLACE TEMP TABLE expected_minutes AS
SELECT date_trunc('minute', occurred_at) AS minute, event_type, count(*) AS events,
  count(DISTINCT anonymous_id) AS visitors
FROM events_all GROUP BY ALL`;

const KEYS = { sessions: 'session_id', metrics_minute: 'minute, event_type' };

const SESSION = 'anonymous_id, started_at, ended_at, events, entry_page, exit_page';
const SESSION_AT = `anonymous_id || ' at ' || strftime(started_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`;
const MINUTE = 'minute, event_type, events, visitors';
const MINUTE_AT = `event_type || ' at ' || strftime(minute AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%MZ')`;

const differ = (expected: string, table: string, columns: string, at: string): string => `
SELECT "at", any_value(detail) AS detail FROM (
  SELECT ${at} AS "at", 'missing, or other than its events say' AS detail
  FROM (SELECT ${columns} FROM ${expected} EXCEPT ALL SELECT ${columns} FROM current_${table})
  UNION ALL
  SELECT ${at}, 'its events do not say so'
  FROM (SELECT ${columns} FROM current_${table} EXCEPT ALL SELECT ${columns} FROM ${expected})
) GROUP BY "at" ORDER BY "at"`;

const SESSIONS_DIFFER = differ('expected_sessions', 'sessions', SESSION, SESSION_AT);
const MINUTES_DIFFER = differ('expected_minutes', 'metrics_minute', MINUTE, MINUTE_AT);

/** A session in several currencies has no revenue, so only days without one can be added up. */
const REVENUE_DIFFERS = `
WITH by_session AS (
  SELECT session_date AS day, sum(conversions) AS conversions, sum(revenue) AS revenue,
    count(*) FILTER (conversions > 0 AND revenue IS NULL) AS mixed
  FROM current_sessions GROUP BY day
), by_minute AS (
  SELECT (minute AT TIME ZONE 'UTC')::DATE AS day, sum(conversions) AS conversions, sum(revenue) AS revenue,
    count(*) FILTER (conversions > 0 AND revenue IS NULL) AS mixed
  FROM current_metrics_minute GROUP BY day
)
SELECT day::VARCHAR AS "at",
  'conversions ' || coalesce(s.conversions, 0) || ' by session, ' || coalesce(m.conversions, 0) || ' by minute; revenue ' ||
    coalesce(s.revenue, 0) || ' by session, ' || coalesce(m.revenue, 0) || ' by minute' AS detail
FROM by_session s FULL JOIN by_minute m USING (day)
WHERE coalesce(s.conversions, 0) <> coalesce(m.conversions, 0)
  OR (coalesce(s.mixed, 0) + coalesce(m.mixed, 0) = 0 AND coalesce(s.revenue, 0) <> coalesce(m.revenue, 0))
ORDER BY "at"`;

async function report(
  connection: DuckDBConnection,
  table: string,
  sql: string,
  findings: Findings,
): Promise<void> {
  for (const { at, detail } of await rows<{ at: string; detail: string }>(connection, sql)) {
    findings.add({ kind: 'not_conserved', table, at, detail });
  }
}
