import { literal } from './sql';

/** Expression: the UTC date of an event. */
export const DAY = `(occurred_at AT TIME ZONE 'UTC')::DATE`;

/** Valid events, once each: those in time, and of those too late the first copy, when none was in time. */
export const EVENTS_ALL = `
CREATE OR REPLACE TEMP TABLE late AS
WITH late AS (
  SELECT event_id, event_type, anonymous_id, occurred_at, page_path, properties, partition, "offset" FROM set_aside WHERE kind = 'late'
  QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY kafka_timestamp, partition, "offset") = 1
), in_time AS (SELECT event_id FROM events SEMI JOIN late USING (event_id))
SELECT * FROM late WHERE event_id NOT IN (FROM in_time);

CREATE OR REPLACE TEMP VIEW events_all AS
SELECT event_id, event_type, anonymous_id, occurred_at, page_path, properties, partition, "offset" FROM events
UNION ALL FROM late`;

/**
 * Which types of events are conversions, and which of their properties say what they brought; data of the contract. What
 * is made of it is written here anew.
 */
export type Conversions = Readonly<
  Record<string, { readonly revenue?: { readonly amount: string; readonly currency: string } }>
>;

/** Expression: a property of an event, by its type. */
function paid(conversions: Conversions, part: 'amount' | 'currency'): string {
  const cases = Object.entries(conversions).flatMap(([type, { revenue }]) =>
    revenue ? [`WHEN ${literal(type)} THEN try(properties ->> ${literal(`$."${revenue[part]}"`)})`] : [],
  );
  return cases.length > 0 ? `CASE event_type ${cases.join(' ')} END` : 'NULL::VARCHAR';
}

/** Events of the days in table `these_days`, with no more than is counted. */
const ofTheseDays = (conversions: Conversions): string => `
(SELECT event_id, event_type, anonymous_id, occurred_at, page_path, day,
   event_type IN (${['', ...Object.keys(conversions)].map(literal).join(', ')}) AS converts,
   try_cast(${paid(conversions, 'amount')} AS DECIMAL(16, 4)) AS amount, ${paid(conversions, 'currency')} AS currency
 FROM (SELECT *, ${DAY} AS day FROM events_all) WHERE day IN (FROM these_days))`;

/** Amounts in several currencies have no sum. */
const EARNED = `
count(*) FILTER (converts) AS conversions,
(CASE WHEN min(currency) = max(currency) THEN sum(amount) END)::DECIMAL(26, 4) AS revenue,
CASE WHEN min(currency) = max(currency) THEN max(currency) END AS currency`;

export interface SessionRules {
  readonly pipeline: string;
  /** Inactivity that ends a session, milliseconds; from the pipeline's manifest. */
  readonly gapMs: number;
  readonly conversions: Conversions;
}

/**
 * A visit ends after a gap without events and at midnight UTC. Events of one instant are peers: no order among them can
 * change where a visit begins, so none is made; only the pages at its ends need one.
 */
export const expectedSessions = ({ pipeline, gapMs, conversions }: SessionRules): string => `
CREATE OR REPLACE TEMP TABLE expected_sessions AS
WITH marked AS (
  SELECT *, coalesce(epoch_ms(occurred_at) - epoch_ms(lag(occurred_at) OVER visit) > ${gapMs}, true) AS opens
  FROM ${ofTheseDays(conversions)} WINDOW visit AS (PARTITION BY anonymous_id, day ORDER BY occurred_at)
), numbered AS (
  SELECT *, sum(opens::INT) OVER (PARTITION BY anonymous_id, day ORDER BY occurred_at) AS number FROM marked
)
SELECT sha256(${literal(`${pipeline}|`)} || epoch_ms(min(occurred_at)) || '|' || anonymous_id) AS session_id,
  anonymous_id, day AS session_date, min(occurred_at) AS started_at, max(occurred_at) AS ended_at,
  epoch_ms(max(occurred_at)) - epoch_ms(min(occurred_at)) AS duration_ms, count(*) AS events,
  to_json(histogram(event_type))::VARCHAR AS events_by_type,
  arg_min(page_path, (occurred_at, event_id)) AS entry_page, arg_max(page_path, (occurred_at, event_id)) AS exit_page,
  ${EARNED}
FROM numbered GROUP BY anonymous_id, day, number`;

export const expectedMinutes = (conversions: Conversions): string => `
CREATE OR REPLACE TEMP TABLE expected_minutes AS
SELECT date_trunc('minute', occurred_at) AS minute, event_type, count(*) AS events,
  count(DISTINCT anonymous_id) AS visitors, ${EARNED}
FROM ${ofTheseDays(conversions)} GROUP BY ALL`;
