import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY, EVENTS_ALL, expectedMinutes, expectedSessions, type SessionRules } from './expected';
import { placesIn, type OffsetRange } from './range';
import type { Settled } from './settled';
import { rows } from './sql';
import { currentOf } from './tables';
import type { Findings } from './verdict';

export interface DerivedQuestion extends SessionRules {
  readonly settled: Settled;
  /** The days to look at, `YYYY-MM-DD` in UTC; what other days say is not known here. */
  readonly days: readonly string[];
}

/** How many UTC days of sessions and minutes were compared, and how many may still change. */
export interface DerivedDays {
  readonly compared: number;
  readonly open: number;
}

/** Events whose groups are computed at a time. */
const CHUNK = 2_000_000;

/**
 * Computes sessions and minutes of closed days anew from all events, in SQL of the judge's own, and compares them with what
 * the tables say now, row by row. A day is closed when `settle` has said so and nothing came to it since.
 */
export async function checkDerived(
  connection: DuckDBConnection,
  question: DerivedQuestion,
  findings: Findings,
): Promise<DerivedDays> {
  await connection.run(EVENTS_ALL);
  const closed = await closedDays(connection, question);
  for (const days of chunked(closed)) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE these_days AS SELECT unnest($1::DATE[]) AS day`, [
      `[${days.join(', ')}]`,
    ]);
    await connection.run(expectedSessions(question));
    await connection.run(expectedMinutes(question.conversions));
    for (const [table, { key, day }] of Object.entries(CHANGELOGS)) {
      const rowsOf = `(SELECT *, ${day} AS day FROM ${table} WHERE ${day} IN (FROM these_days))`;
      await connection.run(`CREATE OR REPLACE TEMP TABLE current_${table} AS ${currentOf(rowsOf, key)}`);
      await reportTwice(connection, table, key, rowsOf, findings);
    }
    await report(connection, 'sessions', SESSIONS_DIFFER, findings);
    await report(connection, 'metrics_minute', MINUTES_DIFFER, findings);
  }
  return { compared: closed.length, open: question.days.length - closed.length };
}

/** The UTC days that have something to compare: all, or those of the events in some ranges. */
export async function touchedDays(
  connection: DuckDBConnection,
  ranges: readonly OffsetRange[] | 'all',
): Promise<string[]> {
  const where = ranges === 'all' ? 'true' : `(${placesIn(ranges)})`;
  const derived =
    ranges === 'all'
      ? `UNION SELECT session_date FROM sessions UNION SELECT ${MINUTE_DAY} FROM metrics_minute`
      : '';
  const days = await rows<{ day: string }>(
    connection,
    `SELECT day::VARCHAR AS day FROM (
       SELECT ${DAY} AS day FROM events WHERE ${where}
       UNION SELECT ${DAY} FROM set_aside WHERE kind = 'late' AND ${where} ${derived}
     ) ORDER BY day`,
  );
  return days.map(({ day }) => day);
}

interface CountedDay {
  readonly day: string;
  readonly events: number;
}

async function closedDays(
  connection: DuckDBConnection,
  { settled, days }: DerivedQuestion,
): Promise<readonly CountedDay[]> {
  if (days.length === 0) return [];
  const before = [...settled.to].map(([partition, to]) => ({ partition, from: 0, to }));
  const counted = await rows<CountedDay & { readonly settled: boolean }>(
    connection,
    `SELECT day::VARCHAR AS day, count(event_id) AS events, coalesce(bool_and(${placesIn(before)}), true) AS settled
     FROM (SELECT unnest($1::DATE[]) AS day) LEFT JOIN (SELECT *, ${DAY} AS day FROM events_all) USING (day)
     GROUP BY day ORDER BY day`,
    [`[${days.join(', ')}]`],
  );
  return counted.filter(
    (one) => one.settled && (settled.closedBefore === undefined || one.day < settled.closedBefore),
  );
}

function* chunked(days: readonly CountedDay[]): Generator<string[]> {
  let [chunk, size]: [string[], number] = [[], 0];
  for (const { day, events } of days) {
    if (chunk.length > 0 && size + events > CHUNK) {
      yield chunk;
      [chunk, size] = [[], 0];
    }
    chunk.push(day);
    size += events;
  }
  if (chunk.length > 0) yield chunk;
}

const MINUTE_DAY = `(minute AT TIME ZONE 'UTC')::DATE`;
const CHANGELOGS = {
  sessions: { key: 'session_id', day: 'session_date' },
  metrics_minute: { key: 'minute, event_type', day: MINUTE_DAY },
};

const EARNED = 'conversions, revenue, currency';
const SESSION = `session_id, anonymous_id, session_date, started_at, ended_at, duration_ms, events, events_by_type, entry_page, exit_page, ${EARNED}`;
const SESSION_AT = `anonymous_id || ' at ' || strftime(started_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`;
const MINUTE = `minute, event_type, events, visitors, ${EARNED}`;
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

/** A changelog has one row for each revision of a key; of two, nobody could tell which one holds. */
async function reportTwice(
  connection: DuckDBConnection,
  table: string,
  key: string,
  rowsOf: string,
  findings: Findings,
): Promise<void> {
  const repeated = await rows<{ at: string; revision: number; copies: number }>(
    connection,
    `SELECT concat_ws(' ', ${key}) AS "at", revision, count(*) AS copies FROM ${rowsOf}
     GROUP BY ${key}, revision HAVING count(*) > 1 ORDER BY "at", revision`,
  );
  for (const { at, revision, copies } of repeated)
    findings.add({ kind: 'twice', table, at, detail: `${copies} rows of revision ${revision}` });
}

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
