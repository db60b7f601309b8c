import { Kafka, logLevel } from 'kafkajs';
import { loadConfig, resolveSecret, type PlatformConfig } from '@clickstream/config';
import type { connectLake } from '@clickstream/lake';
import type { Workbench } from '../workbench';

/** Records in the topic, by its own offsets. */
export async function recordsInKafka(bootstrapServers: readonly string[], topic: string): Promise<number> {
  const kafka = new Kafka({
    clientId: 'platform-demo',
    brokers: [...bootstrapServers],
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const partitions = await admin.fetchTopicOffsets(topic);
    return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  } finally {
    await admin.disconnect();
  }
}

/** Reads the settings of a home as every other app reads them. */
export function homeConfig(bench: Workbench): PlatformConfig {
  return loadConfig({
    environment: 'local',
    workspace: bench.workspace,
    env: { ...process.env, PLATFORM_HOME: bench.home.root },
  });
}

/** How to connect to the lake that the settings name. */
export async function lakeSettings({ lake, s3 }: PlatformConfig): Promise<Parameters<typeof connectLake>[0]> {
  const credentials =
    s3.accessKeyId && s3.secretAccessKey
      ? {
          accessKeyId: await resolveSecret(s3.accessKeyId),
          secretAccessKey: await resolveSecret(s3.secretAccessKey),
        }
      : undefined;
  return {
    catalogUri: lake.catalogUri,
    warehouse: lake.warehouse,
    signingName: lake.signingName,
    region: s3.region,
    s3Endpoint: s3.endpoint,
    credentials,
  };
}
