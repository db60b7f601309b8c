import { eventsHave, named, type ViewMaker } from './view';

export const dailyActiveUsers: ViewMaker = (pipeline, dialect) => {
  if (!eventsHave(pipeline, 'occurred_at', 'anonymous_id', 'user_id')) return undefined;
  return {
    name: 'daily_active_users',
    doc: 'Per UTC day: visitors (distinct anonymous_id), known users (distinct user_id) and events, late ones included.',
    definition: `
      SELECT ${dialect.utcDay('occurred_at')} AS day, COUNT(DISTINCT anonymous_id) AS visitors,
        COUNT(DISTINCT user_id) AS users, COUNT(*) AS events
      FROM ${named(pipeline, 'events_all', dialect)} GROUP BY 1`,
  };
};
