import { eventsHave, named, type ViewMaker } from './view';

export const topPages: ViewMaker = (pipeline, dialect) => {
  if (!eventsHave(pipeline, 'event_type', 'page_path', 'anonymous_id')) return undefined;
  return {
    name: 'top_pages',
    doc: 'Per path: page views and the visitors who made them, late ones included. Order it by views.',
    definition: `
      SELECT page_path, COUNT(*) AS views, COUNT(DISTINCT anonymous_id) AS visitors
      FROM ${named(pipeline, 'events_all', dialect)} WHERE event_type = 'page_view' GROUP BY page_path`,
  };
};
