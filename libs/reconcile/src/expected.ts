/** Expression: the UTC date of an event. */
export const DAY = `(occurred_at AT TIME ZONE 'UTC')::DATE`;

/** Valid events, once each: those in time, and of those too late the first copy, when none was in time. */
export const EVENTS_ALL = `
CREATE OR REPLACE TEMP TABLE late AS
WITH late AS (
  SELECT event_id, event_type, anonymous_id, occurred_at, page_path, partition, "offset" FROM set_aside WHERE kind = 'late'
  QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY kafka_timestamp, partition, "offset") = 1
), in_time AS (SELECT event_id FROM events SEMI JOIN late USING (event_id))
SELECT * FROM late WHERE event_id NOT IN (FROM in_time);

CREATE OR REPLACE TEMP VIEW events_all AS
SELECT event_id, event_type, anonymous_id, occurred_at, page_path, partition, "offset" FROM events
UNION ALL FROM late`;

/** Events of the days in table \`these_days\`. */
const OF_THESE_DAYS = `(SELECT * FROM (SELECT *, ${DAY} AS day FROM events_all) WHERE day IN (FROM these_days))`;

/**
 * A visit ends after a gap without events and at midnight UTC. Events of one instant are peers: no order among them can
 * change where a visit begins, so none is made; only the pages at its ends need one.
 */
export const expectedSessions = (gapMs: number): string => `
CREATE OR REPLACE TEMP TABLE expected_sessions AS
WITH marked AS (
  SELECT *, coalesce(epoch_ms(occurred_at) - epoch_ms(lag(occurred_at) OVER visit) > ${gapMs}, true) AS opens
  FROM ${OF_THESE_DAYS} WINDOW visit AS (PARTITION BY anonymous_id, day ORDER BY occurred_at)
), numbered AS (
  SELECT *, sum(opens::INT) OVER (PARTITION BY anonymous_id, day ORDER BY occurred_at) AS number FROM marked
)
SELECT anonymous_id, min(occurred_at) AS started_at, max(occurred_at) AS ended_at, count(*) AS events,
  arg_min(page_path, (occurred_at, event_id)) AS entry_page, arg_max(page_path, (occurred_at, event_id)) AS exit_page
FROM numbered GROUP BY anonymous_id, day, number`;

export const EXPECTED_MINUTES = `
CREATE OR REPLACE TEMP TABLE expected_minutes AS
SELECT date_trunc('minute', occurred_at) AS minute, event_type, count(*) AS events,
  count(DISTINCT anonymous_id) AS visitors
FROM ${OF_THESE_DAYS} GROUP BY ALL`;
