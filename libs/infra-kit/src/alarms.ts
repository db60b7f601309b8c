import type { PipelineManifest } from '@clickstream/pipeline';
import type { MetricAlarm } from './stacks/alarm';
import { QUERIES } from './tables';

export interface AlarmLimits {
  /** Longest time in which a query neither finished a batch nor found nothing to do, in seconds. */
  readonly maxBatchAgeSeconds: number;
}

/** Long enough for one late batch at the production trigger of 60 s, short enough to be told within minutes. */
const PERIOD_SECONDS = 300;

/**
 * All alarms of a pipeline: the list is closed, each entry means that a person must act. The job publishes what they
 * watch: `clickstream_spark.alarms` in spark/platform.
 */
export function alarmsOf(
  { name, owner, topic }: PipelineManifest,
  limits: AlarmLimits,
  namespace: string,
): MetricAlarm[] {
  const halfRetentionSeconds = Math.floor(topic.retentionMs / 2_000);
  const about = (query: string) => `Query ${query} of pipeline ${name} (${owner})`;
  return QUERIES.flatMap(({ name: query, readsTopic, hasWatermark }): MetricAlarm[] => {
    const watched = { namespace, dimensions: { Query: query }, periodSeconds: PERIOD_SECONDS };
    return [
      {
        id: `batch-age-${query}`,
        ...watched,
        metric: 'BatchAge',
        statistic: 'Maximum',
        above: limits.maxBatchAgeSeconds,
        description: `${about(query)} got nothing done for ${limits.maxBatchAgeSeconds} s, or does not run.`,
      },
      // Spark commits no offsets to Kafka, so the lag metrics of MSK stay empty: the job reports the age itself.
      ...(readsTopic
        ? [
            {
              id: `oldest-unread-age-${query}`,
              ...watched,
              metric: 'OldestUnreadAge',
              statistic: 'Maximum',
              above: halfRetentionSeconds,
              description: `${about(query)} has records to read that have used half of the topic's retention.`,
            },
          ]
        : []),
      ...(hasWatermark
        ? [
            {
              id: `rows-dropped-${query}`,
              ...watched,
              metric: 'RowsDroppedByWatermark',
              statistic: 'Sum',
              above: 0,
              description: `${about(query)} dropped rows behind its watermark; reconcile says which.`,
            },
          ]
        : []),
    ];
  });
}
