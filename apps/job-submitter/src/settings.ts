import type { PlatformConfig } from '@clickstream/config';
import { metricNamespaceOf, type Pipeline } from '@clickstream/pipeline';

/**
 * What a Spark job is told, in the words of `clickstream_spark.settings` (spark/platform). Holds no secret: the driver
 * gets those by its environment.
 */
export function jobSettings(config: PlatformConfig, pipeline: Pipeline, progressFile: string): object {
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
    contractFile: pipeline.contractFile,
    progressFile,
    // The local platform has no alarms.
    metrics:
      config.environment === 'local'
        ? null
        : {
            namespace: metricNamespaceOf(pipeline.manifest.name, config.environment),
            region: s3.region,
            endpoint: null,
          },
  };
}
