import { qualified } from '../../sql';
import { UTC_DAY, eventsHave, type ViewMaker } from './view';

export const dailyActiveUsers: ViewMaker = (pipeline) => {
  if (!eventsHave(pipeline, 'occurred_at', 'anonymous_id', 'user_id')) return undefined;
  return {
    name: 'daily_active_users',
    doc: 'Per UTC day: visitors (distinct anonymous_id), known users (distinct user_id) and events, late ones included.',
    definition: `
      SELECT ${UTC_DAY} AS day, count(DISTINCT anonymous_id) AS visitors, count(DISTINCT user_id) AS users,
        count(*) AS events
      FROM ${qualified(pipeline.schema, 'events_all')} GROUP BY day`,
  };
};
