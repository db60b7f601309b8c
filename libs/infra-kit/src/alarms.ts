import type { PipelineManifest } from '@clickstream/pipeline';
import { QUERIES } from './queries';

/** One alarm on a metric of one query. It also rings when the metric is missing: no news is bad news from a stream. */
export interface Alarm {
  /** Unique in the pipeline, and the construct id: it depends on nothing but what is watched. */
  readonly id: string;
  readonly query: string;
  readonly metric: 'RowsDroppedByWatermark' | 'BatchAge' | 'OldestUnreadAge';
  readonly statistic: 'Sum' | 'Maximum';
  /** Rings above this; rows, or seconds. */
  readonly threshold: number;
  readonly description: string;
}

export interface AlarmLimits {
  /** Longest time in which a query neither finished a batch nor found nothing to do, in seconds. */
  readonly maxBatchAgeSeconds: number;
}

/**
 * All alarms of a pipeline: the list is closed, each entry means that a person must act. The job publishes what they
 * watch: `clickstream_spark.alarms` in spark/platform.
 */
export function alarmsOf({ name, owner, topic }: PipelineManifest, limits: AlarmLimits): Alarm[] {
  const halfRetentionSeconds = Math.floor(topic.retentionMs / 2_000);
  const about = (query: string) => `Query ${query} of pipeline ${name} (${owner})`;
  return QUERIES.flatMap(({ name: query, readsTopic, hasWatermark }): Alarm[] => [
    {
      id: `batch-age-${query}`,
      query,
      metric: 'BatchAge',
      statistic: 'Maximum',
      threshold: limits.maxBatchAgeSeconds,
      description: `${about(query)} got nothing done for ${limits.maxBatchAgeSeconds} s, or does not run.`,
    },
    // Spark commits no offsets to Kafka, so the lag metrics of MSK stay empty: the job reports the age itself.
    ...(readsTopic
      ? [
          {
            id: `oldest-unread-age-${query}`,
            query,
            metric: 'OldestUnreadAge',
            statistic: 'Maximum',
            threshold: halfRetentionSeconds,
            description: `${about(query)} has records to read that have used half of the topic's retention.`,
          } as const,
        ]
      : []),
    ...(hasWatermark
      ? [
          {
            id: `rows-dropped-${query}`,
            query,
            metric: 'RowsDroppedByWatermark',
            statistic: 'Sum',
            threshold: 0,
            description: `${about(query)} dropped rows behind its watermark; reconcile says which.`,
          } as const,
        ]
      : []),
  ]);
}
