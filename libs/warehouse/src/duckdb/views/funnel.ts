import { literal, qualified } from '../../sql';
import { UTC_DAY, eventsHave, type ViewMaker } from './view';

const STEPS = [
  ['viewed', 'view_item'],
  ['carted', 'add_to_cart'],
  ['checked_out', 'begin_checkout'],
  ['purchased', 'purchase'],
] as const;

/** A step counts only when it comes at or after the first time that the step before it counted. */
export const funnel: ViewMaker = (pipeline) => {
  if (!eventsHave(pipeline, 'event_type', 'occurred_at', 'anonymous_id')) return undefined;
  const reached = STEPS.map(([name, type], index) => {
    const before = STEPS[index - 1]?.[0];
    return `${name} AS (
      SELECT s.anonymous_id, s.day, min(s.occurred_at) AS at FROM steps s
      ${before ? `JOIN ${before} b ON b.anonymous_id = s.anonymous_id AND b.day = s.day AND s.occurred_at >= b.at` : ''}
      WHERE s.event_type = ${literal(type)} GROUP BY s.anonymous_id, s.day)`;
  });
  const names = STEPS.map(([name]) => name);
  return {
    name: 'funnel_view_cart_checkout_purchase',
    doc:
      'Per UTC day: visitors who viewed a product, and of those the ones who then, on that day and in this order, ' +
      'put one into the cart, began the checkout, purchased. Late events included.',
    definition: `
      WITH steps AS (
        SELECT anonymous_id, event_type, occurred_at, ${UTC_DAY} AS day
        FROM ${qualified(pipeline.schema, 'events_all')}
      ), ${reached.join(', ')}
      SELECT day, ${names.map((name) => `count(${name}.at) AS ${name}`).join(', ')}
      FROM viewed ${names
        .slice(1)
        .map((name) => `LEFT JOIN ${name} USING (anonymous_id, day)`)
        .join(' ')}
      GROUP BY day`,
  };
};
