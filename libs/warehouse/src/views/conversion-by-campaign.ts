import { eventsHave, named, type ViewMaker } from './view';

/** Each visitor belongs to one campaign, so visitors and buyers add up over campaigns. */
export const conversionByCampaign: ViewMaker = (pipeline, dialect) => {
  if (!eventsHave(pipeline, 'event_type', 'occurred_at', 'event_id', 'anonymous_id', 'context_campaign'))
    return undefined;
  const events = named(pipeline, 'events_all', dialect);
  return {
    name: 'conversion_by_campaign',
    doc:
      'Per campaign that first brought a visitor (NULL: none did): visitors, those of them who purchased, purchases, ' +
      'and the share of buyers. Late events included.',
    definition: `
      WITH brought AS (
        SELECT anonymous_id, context_campaign AS campaign FROM ${events} WHERE context_campaign IS NOT NULL
        QUALIFY ROW_NUMBER() OVER (PARTITION BY anonymous_id ORDER BY occurred_at, event_id) = 1
      ), bought AS (
        SELECT anonymous_id, COUNT(CASE WHEN event_type = 'purchase' THEN 1 END) AS purchases
        FROM ${events} GROUP BY anonymous_id
      )
      SELECT campaign, COUNT(*) AS visitors, COUNT(CASE WHEN purchases > 0 THEN 1 END) AS buyers,
        CAST(SUM(purchases) AS BIGINT) AS purchases,
        ROUND(CAST(COUNT(CASE WHEN purchases > 0 THEN 1 END) AS DOUBLE) / COUNT(*), 4) AS conversion
      FROM bought LEFT JOIN brought USING (anonymous_id) GROUP BY campaign`,
  };
};
