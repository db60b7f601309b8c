/**
 * How long a reconciliation of so many offsets takes, and how much memory, beside one scan of the same tables in the same
 * run. Prints one JSON document. Argument: how many offsets (default 10,000,000).
 *
 * Store, catalog and tables are real. Kafka's answer is given: it is asked for the ends of its partitions only, because no
 * offset is missing. The warehouse is not part of it: `bench -- loader` measures its comparison.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import { connectLakeWriter } from '@clickstream/lake';
import { findPipeline } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { homeConfig } from '../src/demo/inspect';
import { openWorkbench, type Workbench } from '../src/workbench';
import { runJson } from './apps';
import { measured } from './measured';
import { PARTITIONS, writeLake } from './reconcile-lake';

const OFFSETS = Number(process.argv[2] ?? 10_000_000);
const GOALS = { seconds: 60, peakMemoryMB: 2_048 };

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
  const home = join(folder, 'home');
  try {
    await runJson('platform', ['up'], home);
    const bench = openWorkbench(home);
    await makeLake(bench, folder);
    const scan = await measured('scan', home);
    const reconcile = await measured('reconcile', home);
    const report = { offsets: OFFSETS, reconcile, scan, goals: GOALS };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await runJson('platform', ['down', '--purge'], home);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeLake(bench: Workbench, folder: string): Promise<void> {
  const config = homeConfig(bench);
  const contract = readCompiledContract(findPipeline(bench.workspace, 'clickstream').contractFile);
  const instance = await DuckDBInstance.create(join(folder, 'lake.duckdb'));
  const connection = await instance.connect();
  const writer = await connectLakeWriter(config);
  try {
    const place = { namespace: config.lake.namespace, contract, folder };
    await writeLake(connection, writer, place, OFFSETS);
    await writeCheckpoints(config, contract.topic);
  } finally {
    writer.close();
    connection.closeSync();
    instance.closeSync();
  }
}

/** What the queries from the topic leave when they have committed all of it, in one batch. */
async function writeCheckpoints({ s3, storage }: PlatformConfig, topic: string): Promise<void> {
  const client = new S3Client({
    ...{ region: s3.region, endpoint: s3.endpoint, forcePathStyle: true },
    credentials: await resolveS3Keys(s3),
  });
  const [bucket, ...prefix] = storage.checkpoints.replace('s3://', '').split('/');
  const ends = Array.from({ length: PARTITIONS }, (_, partition) => [partition, OFFSETS / PARTITIONS]);
  const offsets = `v1\n{}\n${JSON.stringify({ [topic]: Object.fromEntries(ends) })}`;
  for (const query of ['raw', 'events', 'set_aside']) {
    for (const [file, Body] of [
      ['offsets/0', offsets],
      ['commits/0', 'v1\n{}'],
    ] as const) {
      const Key = [...prefix, `job=clickstream/query=${query}/v1/${file}`].join('/');
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    }
  }
  client.destroy();
}

void main();
