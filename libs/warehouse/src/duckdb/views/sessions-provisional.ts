import { qualified } from '../../sql';
import { UTC_DAY, eventsHave, type ViewMaker } from './view';

/** A pause of exactly the gap does not split a session, as in Spark's `session_window`. */
export const sessionsProvisional: ViewMaker = (pipeline) => {
  if (!eventsHave(pipeline, 'anonymous_id', 'occurred_at', 'event_id', 'page_path')) return undefined;
  const { schema, sessionGapMs } = pipeline;
  return {
    name: 'sessions_provisional',
    doc:
      `Sessions of the events loaded so far: ${sessionGapMs / 60_000} minutes of inactivity or UTC midnight end one. ` +
      'A late event can still change them.',
    definition: `
      WITH starts AS (
        SELECT anonymous_id, occurred_at, event_id, page_path, ${UTC_DAY} AS day,
          coalesce(occurred_at - lag(occurred_at) OVER visits > INTERVAL ${sessionGapMs} MILLISECOND, true) AS first
        FROM ${qualified(schema, 'events')}
        WINDOW visits AS (PARTITION BY anonymous_id, day ORDER BY occurred_at, event_id)
      ), numbered AS (
        SELECT *, sum(first::INTEGER) OVER (
          PARTITION BY anonymous_id, day ORDER BY occurred_at, event_id ROWS UNBOUNDED PRECEDING) AS session
        FROM starts
      )
      SELECT anonymous_id, min(occurred_at) AS started_at, max(occurred_at) AS ended_at, count(*) AS events,
        first(page_path ORDER BY occurred_at, event_id) AS entry_page,
        last(page_path ORDER BY occurred_at, event_id) AS exit_page
      FROM numbered GROUP BY anonymous_id, day, session`,
  };
};
