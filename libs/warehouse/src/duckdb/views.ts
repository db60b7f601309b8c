import type { PipelineSchema } from '../port';
import { qualified } from '../sql';

/** A question that analysts ask often, answered once. */
export interface View {
  readonly name: string;
  /** What it means, for the analyst who finds it. */
  readonly doc: string;
  /** The query. */
  readonly definition: string;
}

/** The views of a pipeline; those over tables that it does not have are left out. */
export function viewsOf(pipeline: PipelineSchema): View[] {
  return pipeline.tables.some((table) => table.name === 'events') ? [sessionsProvisional(pipeline)] : [];
}

/** A pause of exactly the gap does not split a session, as in Spark's `session_window`. */
function sessionsProvisional({ schema, sessionGapMs }: PipelineSchema): View {
  return {
    name: 'sessions_provisional',
    doc:
      `Sessions of the events loaded so far: ${sessionGapMs / 60_000} minutes of inactivity or UTC midnight end one. ` +
      'A late event can still change them.',
    definition: `
      WITH starts AS (
        SELECT anonymous_id, occurred_at, event_id, page_path, (occurred_at AT TIME ZONE 'UTC')::DATE AS day,
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
}
