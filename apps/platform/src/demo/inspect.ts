import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Kafka, logLevel } from 'kafkajs';
import { loadConfig, resolveSecret, type PlatformConfig } from '@clickstream/config';
import { connectLake, type Lake } from '@clickstream/lake';
import type { Pipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { account, type Accounting, type LakeFiles } from './accounting';
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

/** Accounts for every raw record of a pipeline from the files of its tables. */
export async function accountForLake(config: PlatformConfig, pipeline: Pipeline): Promise<Accounting> {
  const { tables } = readCompiledContract(pipeline.contractFile);
  const folder = mkdtempSync(join(tmpdir(), 'accounting-'));
  const lake = connectLake(await lakeSettings(config));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const fetchTable = (name: string): Promise<string[]> =>
      download(lake, config.lake.namespace, name, folder);
    const files: LakeFiles = {
      raw: await fetchTable(tables.raw.name),
      events: await fetchTable(tables.events.name),
      set_aside: await fetchTable(tables.set_aside.name),
    };
    return await account(connection, files);
  } finally {
    connection.closeSync();
    instance.closeSync();
    lake.close();
    rmSync(folder, { recursive: true });
  }
}

async function lakeSettings({ lake, s3 }: PlatformConfig): Promise<Parameters<typeof connectLake>[0]> {
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

async function download(lake: Lake, namespace: string, name: string, folder: string): Promise<string[]> {
  const table = await lake.table(namespace, name);
  const snapshot = table?.currentSnapshotId && table.snapshots.get(table.currentSnapshotId);
  if (!snapshot) return [];
  const paths: string[] = [];
  for (const [index, file] of (await lake.liveFiles(snapshot)).entries()) {
    const path = join(folder, `${name}-${index}.parquet`);
    await lake.download(file, path);
    paths.push(path);
  }
  return paths;
}
