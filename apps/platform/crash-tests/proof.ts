import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Status } from '../src/commands/status';
import { BUCKETS } from '../src/services/object-store';
import type { World } from './world';

const QUERIES = ['raw', 'events', 'set_aside', 'sessions', 'metrics_minute'];

/** After a case: every record has the fate that the simulation decided, and the order of sending is kept. */
export async function expectTruth(world: World): Promise<void> {
  await world.drain();
  const { fates, findings } = await world.reconcile();
  expect(findings.counts).toEqual({});
  const { curated, duplicates, idConflicts, setAside } = fates;
  expect({ curated, duplicate: duplicates, id_conflict: idConflicts, ...setAside }).toEqual(
    expectedFates(world),
  );
  expect(await disagreements(world)).toEqual({ missing: 0, extra: 0, outOfOrder: 0 });
}

function expectedFates(world: World): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { fates } of world.truths) {
    for (const [fate, records] of Object.entries(fates)) {
      if (records > 0) sums[fate] = (sums[fate] ?? 0) + records;
    }
  }
  return sums;
}

/** The events of the warehouse beside the records of the truth, which was made without any of our code. */
async function disagreements(world: World): Promise<unknown> {
  const files = world.truths
    .flatMap(({ folder }) => (folder ? [`'${join(folder, 'records.ndjson')}'`] : []))
    .join(', ');
  const { endpoints } = await world.status();
  const instance = await DuckDBInstance.create(endpoints?.warehouse.file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`
      WITH truth AS (
        SELECT event_id, partition, ordinal, filename AS world, exchangeable
        FROM read_json([${files}], format = 'newline_delimited', filename = true, union_by_name = true)
        WHERE fate = 'curated'
      ), both AS (
        SELECT truth.*, events.partition AS kept_in, events."offset" AS at,
          lag(ordinal) OVER (PARTITION BY world, truth.partition ORDER BY events."offset") AS before
        FROM truth JOIN clickstream.events USING (event_id) WHERE events.partition = truth.partition
      )
      SELECT
        (SELECT count(*)::INT FROM truth ANTI JOIN clickstream.events USING (event_id)) AS missing,
        (SELECT count(*)::INT FROM clickstream.events ANTI JOIN truth USING (event_id)) AS extra,
        (SELECT count(*)::INT FROM both WHERE ordinal < before) AS "outOfOrder"`);
    return reader.getRowObjectsJS()[0];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Batches that were begun and not completed: the next driver runs them again. */
export async function unfinishedBatches(world: World): Promise<number> {
  const { endpoints } = await world.status();
  const s3 = clientOf(endpoints);
  try {
    const found = await Promise.all(
      QUERIES.map(async (query) => {
        const [begun, done] = await Promise.all([newest(s3, query, 'offsets'), newest(s3, query, 'commits')]);
        return begun > done ? 1 : 0;
      }),
    );
    return found.filter((one) => one > 0).length;
  } finally {
    s3.destroy();
  }
}

async function newest(s3: S3Client, query: string, folder: string): Promise<number> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: BUCKETS.checkpoints,
      Prefix: `spark/job=clickstream/query=${query}/v1/${folder}/`,
    }),
  );
  const numbers = Contents.map(({ Key = '' }) => Number(Key.split('/').at(-1))).filter(Number.isInteger);
  return Math.max(-1, ...numbers);
}

/** Who holds the lease of the pipeline, as its object says. */
export async function leaseHolder(world: World): Promise<string> {
  const { endpoints } = await world.status();
  const s3 = clientOf(endpoints);
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: BUCKETS.checkpoints, Key: 'spark/job=clickstream/lease.json' }),
    );
    return (await Body?.transformToString()) ?? '';
  } finally {
    s3.destroy();
  }
}

export function clientOf(endpoints: Status['endpoints']): S3Client {
  if (!endpoints) throw new Error('the platform was never up');
  const { endpoint, region, accessKeyId, secretAccessKey } = endpoints.s3;
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
}
