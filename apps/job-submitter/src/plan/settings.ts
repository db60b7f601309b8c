import type { PlatformConfig } from '@clickstream/config';
import { metricNamespaceOf } from '@clickstream/pipeline';

/**
 * What a Spark job is told, in the words of `clickstream_spark.settings` (spark/platform). Holds no secret: a job has a
 * role, or on this machine the environment of its driver.
 */
export function jobSettings(
  config: PlatformConfig,
  pipeline: string,
  progressFile: string,
): Record<string, unknown> {
  const { kafka, s3, lake, storage, spark } = config;
  return {
    kafka: { bootstrapServers: kafka.bootstrapServers, auth: kafka.auth },
    s3: { endpoint: s3.endpoint ?? null, region: s3.region },
    lake: { ...lake, rawLocation: lake.rawLocation ?? null },
    checkpoints: storage.checkpoints,
    shufflePartitions: spark.shufflePartitions,
    maxRecordsPerBatch: spark.maxRecordsPerBatch,
    triggerSeconds: spark.triggerSeconds,
    leaseSeconds: spark.leaseSeconds,
    progressFile,
    // The local platform has no alarms.
    metrics:
      config.environment === 'local'
        ? null
        : {
            namespace: metricNamespaceOf(pipeline, config.environment),
            region: s3.region,
            endpoint: null,
          },
  };
}

/** As an argument of the job. YARN takes two braces in a row for a variable of its own and drops them. */
export const asArgument = (settings: Record<string, unknown>): string =>
  JSON.stringify(settings).replaceAll(/(?<=[{}])(?=[{}])/g, ' ');
