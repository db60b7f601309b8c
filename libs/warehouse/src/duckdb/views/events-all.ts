import { identList, qualified } from '../../sql';
import { tableOf, type ViewMaker } from './view';

/** Decides which copy of a late event stands for it; `settle` and `reconcile` count the same one. */
const FIRST = ['kafka_timestamp', 'partition', 'offset'];

/** A late event is valid and keeps its columns in `set_aside`; it has one fate and never enters `events`. */
export const eventsAll: ViewMaker = (pipeline) => {
  const [events, setAside] = [tableOf(pipeline, 'events'), tableOf(pipeline, 'set_aside')];
  if (!events || !setAside) return undefined;
  const kept = new Set(setAside.columns.map((column) => column.name));
  const columns = identList(events.columns.map((column) => column.name).filter((name) => kept.has(name)));
  const inTime = qualified(pipeline.schema, 'events');
  const late = qualified(pipeline.schema, 'set_aside');
  return {
    name: 'events_all',
    doc:
      'Every valid event once: those that came in time, and of those that came too late for the stream ' +
      '(is_late = true) the first copy, unless one was in time. Sessions and minutes count the same events once settled.',
    definition: `
      SELECT ${columns}, false AS is_late FROM ${inTime}
      UNION ALL SELECT ${columns}, true FROM ${late} l
      WHERE kind = 'late' AND NOT EXISTS (SELECT 1 FROM ${inTime} e WHERE e.event_id = l.event_id)
      QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY ${identList(FIRST)}) = 1`,
  };
};
