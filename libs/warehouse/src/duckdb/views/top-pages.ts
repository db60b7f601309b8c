import { qualified } from '../../sql';
import { eventsHave, type ViewMaker } from './view';

export const topPages: ViewMaker = (pipeline) => {
  if (!eventsHave(pipeline, 'event_type', 'page_path', 'anonymous_id')) return undefined;
  return {
    name: 'top_pages',
    doc: 'Per path: page views and the visitors who made them, late ones included. Order it by views.',
    definition: `
      SELECT page_path, count(*) AS views, count(DISTINCT anonymous_id) AS visitors
      FROM ${qualified(pipeline.schema, 'events_all')} WHERE event_type = 'page_view' GROUP BY page_path`,
  };
};
