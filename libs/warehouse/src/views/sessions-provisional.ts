import { eventsHave, named, type ViewMaker } from './view';

const IN_ORDER = 'ORDER BY occurred_at, event_id';
const WHOLE = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

/** A pause of exactly the gap does not split a session, as in Spark's `session_window`. */
export const sessionsProvisional: ViewMaker = (pipeline, dialect) => {
  if (!eventsHave(pipeline, 'anonymous_id', 'occurred_at', 'event_id', 'page_path')) return undefined;
  const { sessionGapMs } = pipeline;
  const day = 'PARTITION BY anonymous_id, day';
  const pause = dialect.between('microsecond', `LAG(occurred_at) OVER (${day} ${IN_ORDER})`, 'occurred_at');
  const edge = (value: string): string =>
    `${value}(page_path) OVER (${day}, session_number ${IN_ORDER} ${WHOLE})`;
  return {
    name: 'sessions_provisional',
    doc:
      `Sessions of the events loaded so far: ${sessionGapMs / 60_000} minutes of inactivity or UTC midnight end one. ` +
      'A late event can still change them.',
    definition: `
      WITH dated AS (
        SELECT anonymous_id, occurred_at, event_id, page_path, ${dialect.utcDay('occurred_at')} AS day
        FROM ${named(pipeline, 'events', dialect)}
      ), starts AS (
        SELECT anonymous_id, occurred_at, event_id, page_path, day,
          CASE WHEN ${pause} <= ${sessionGapMs * 1_000} THEN 0 ELSE 1 END AS is_first
        FROM dated
      ), numbered AS (
        SELECT anonymous_id, occurred_at, event_id, page_path, day,
          SUM(is_first) OVER (${day} ${IN_ORDER} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS session_number
        FROM starts
      ), paged AS (
        SELECT anonymous_id, occurred_at, day, session_number, ${edge('FIRST_VALUE')} AS entry_page,
          ${edge('LAST_VALUE')} AS exit_page
        FROM numbered
      )
      SELECT anonymous_id, MIN(occurred_at) AS started_at, MAX(occurred_at) AS ended_at, COUNT(*) AS events,
        MIN(entry_page) AS entry_page, MIN(exit_page) AS exit_page
      FROM paged GROUP BY anonymous_id, day, session_number`,
  };
};
