import { qualified } from '../../sql';
import { eventsHave, type ViewMaker } from './view';

/** Each visitor belongs to one campaign, so visitors and buyers add up over campaigns. */
export const conversionByCampaign: ViewMaker = (pipeline) => {
  if (!eventsHave(pipeline, 'event_type', 'occurred_at', 'event_id', 'anonymous_id', 'context_campaign'))
    return undefined;
  return {
    name: 'conversion_by_campaign',
    doc:
      'Per campaign that first brought a visitor (NULL: none did): visitors, those of them who purchased, purchases, ' +
      'and the share of buyers. Late events included.',
    definition: `
      WITH touched AS (
        SELECT anonymous_id,
          first(context_campaign ORDER BY occurred_at, event_id) FILTER (context_campaign IS NOT NULL) AS campaign,
          count(*) FILTER (event_type = 'purchase') AS purchases
        FROM ${qualified(pipeline.schema, 'events_all')} GROUP BY anonymous_id
      )
      SELECT campaign, count(*) AS visitors, count(*) FILTER (purchases > 0) AS buyers,
        sum(purchases)::BIGINT AS purchases, round(count(*) FILTER (purchases > 0) / count(*), 4) AS conversion
      FROM touched GROUP BY campaign`,
  };
};
