import { named, tableOf, type ViewMaker } from './view';

/** Decides which copy of a late event stands for it; `settle` and `reconcile` count the same one. */
const FIRST = ['kafka_timestamp', 'partition', 'offset'];

/** A late event is valid and keeps its columns in `set_aside`; it has one fate and never enters `events`. */
export const eventsAll: ViewMaker = (pipeline, dialect) => {
  const [events, setAside] = [tableOf(pipeline, 'events'), tableOf(pipeline, 'set_aside')];
  if (!events || !setAside) return undefined;
  const kept = new Set(setAside.columns.map((column) => column.name));
  const shared = events.columns.map((column) => column.name).filter((name) => kept.has(name));
  const columns = shared.map(dialect.ident).join(', ');
  const inTime = named(pipeline, 'events', dialect);
  return {
    name: 'events_all',
    doc:
      'Every valid event once: those that came in time, and of those that came too late for the stream ' +
      '(is_late = true) the first copy, unless one was in time. Once settled, sessions and minutes count the same events, ' +
      'but twice those whose copies came further apart than the dedup horizon.',
    definition: `
      SELECT ${columns}, FALSE AS is_late FROM ${inTime}
      UNION ALL SELECT ${columns}, TRUE AS is_late FROM ${named(pipeline, 'set_aside', dialect)} l
      WHERE kind = 'late' AND NOT EXISTS (SELECT 1 FROM ${inTime} e WHERE e.event_id = l.event_id)
      QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY ${FIRST.map(dialect.ident).join(', ')}) = 1`,
  };
};
