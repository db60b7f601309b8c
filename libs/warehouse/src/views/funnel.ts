import { eventsHave, named, type ViewMaker } from './view';

const STEPS = [
  ['viewed', 'view_item'],
  ['carted', 'add_to_cart'],
  ['checked_out', 'begin_checkout'],
  ['purchased', 'purchase'],
] as const;

/** A step counts only when it comes at or after the first time that the step before it counted. */
export const funnel: ViewMaker = (pipeline, dialect) => {
  if (!eventsHave(pipeline, 'event_type', 'occurred_at', 'anonymous_id')) return undefined;
  const reached = STEPS.map(([name, type], index) => {
    const before = STEPS[index - 1]?.[0];
    const after = `JOIN ${before} b ON b.anonymous_id = s.anonymous_id AND b.day = s.day AND s.occurred_at >= b.reached_at`;
    return `${name} AS (
      SELECT s.anonymous_id, s.day, MIN(s.occurred_at) AS reached_at FROM steps s ${before ? after : ''}
      WHERE s.event_type = ${dialect.literal(type)} GROUP BY s.anonymous_id, s.day)`;
  });
  const names = STEPS.map(([name]) => name);
  const joins = names
    .slice(1)
    .map(
      (name) =>
        `LEFT JOIN ${name} ON ${name}.anonymous_id = viewed.anonymous_id AND ${name}.day = viewed.day`,
    );
  return {
    name: 'funnel_view_cart_checkout_purchase',
    doc:
      'Per UTC day: visitors who viewed a product, and of those the ones who then, on that day and in this order, ' +
      'put one into the cart, began the checkout, purchased. Late events included.',
    definition: `
      WITH steps AS (
        SELECT anonymous_id, event_type, occurred_at, ${dialect.utcDay('occurred_at')} AS day
        FROM ${named(pipeline, 'events_all', dialect)}
      ), ${reached.join(', ')}
      SELECT viewed.day AS day, ${names.map((name) => `COUNT(${name}.reached_at) AS ${name}`).join(', ')}
      FROM viewed ${joins.join(' ')} GROUP BY viewed.day`,
  };
};
