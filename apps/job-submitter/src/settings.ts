import type { PlatformConfig } from '@clickstream/config';
import type { Pipeline } from '@clickstream/pipeline';

/**
 * What a Spark job is told, in the words of `clickstream_spark.settings` (spark/platform). Holds no secret: the driver
 * gets those by its environment.
 */
export function jobSettings(config: PlatformConfig, pipeline: Pipeline, progressFile: string): object {
  const { kafka, s3, lake, storage, spark } = config;
  return {
    kafka: { bootstrap_servers: kafka.bootstrapServers, auth: kafka.auth },
    s3: { endpoint: s3.endpoint ?? null, region: s3.region },
    lake: {
      catalog_uri: lake.catalogUri,
      warehouse: lake.warehouse,
      namespace: lake.namespace,
      signing_name: lake.signingName,
    },
    checkpoints: storage.checkpoints,
    shuffle_partitions: spark.shufflePartitions,
    trigger_seconds: spark.triggerSeconds,
    contract_file: pipeline.contractFile,
    progress_file: progressFile,
  };
}
