import { identList, qualified } from '../../sql';
import { tableOf, type ViewMaker } from './view';

/** A late event is valid and keeps its columns in `set_aside`; it has one fate and never enters `events`. */
export const eventsAll: ViewMaker = (pipeline) => {
  const [events, setAside] = [tableOf(pipeline, 'events'), tableOf(pipeline, 'set_aside')];
  if (!events || !setAside) return undefined;
  const kept = new Set(setAside.columns.map((column) => column.name));
  const columns = identList(events.columns.map((column) => column.name).filter((name) => kept.has(name)));
  const { schema } = pipeline;
  return {
    name: 'events_all',
    doc: 'Every valid event once: those that came in time (is_late = false) and those that came too late for sessions and metrics.',
    definition: `
      SELECT ${columns}, false AS is_late FROM ${qualified(schema, 'events')}
      UNION ALL SELECT ${columns}, true FROM ${qualified(schema, 'set_aside')} WHERE kind = 'late'`,
  };
};
