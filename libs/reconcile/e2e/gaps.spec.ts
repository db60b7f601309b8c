import { DuckDBInstance } from '@duckdb/node-api';
import { Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import { kafkajsLogReader, type LogReader } from '@clickstream/kafka';
import { startBroker, type TestBroker } from '@clickstream/kafka-testing';
import { askingLog, type AskLog } from '../src/gaps';
import { judge } from '../src/judge';
import { makeWorld, RANGES, SETTLED } from '../src/testing/world';
import { Findings } from '../src/verdict';
import { NOTHING_VERIFIED, type Verified } from '../src/verified';

/**
 * A real topic with what the offsets of a log can be. Partition 0 is that of the world of the judge: 6 is a transaction's
 * marker. Partition 1 holds a committed transaction (0-2, marker 3), an aborted one (4-6, marker 7), and records (8-9).
 */
const TOPIC = 'clicks';
const messages = (partition: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ partition, value: `${n}` }));

let broker: TestBroker;
let admin: Admin;
let log: LogReader;
let ask: AskLog;

beforeAll(async () => {
  broker = await startBroker();
  const kafka = new Kafka({ brokers: broker.bootstrapServers, logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 2 }] });
  const producer = kafka.producer({ transactionalId: 'shop', idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  await inTransaction(producer, 'commit', 0, 6);
  await inTransaction(producer, 'commit', 1, 3);
  await inTransaction(producer, 'abort', 1, 3);
  await producer.disconnect();
  const plain = kafka.producer();
  await plain.connect();
  await plain.send({ topic: TOPIC, messages: [...messages(0, 3), ...messages(1, 2)] });
  await plain.disconnect();
  log = kafkajsLogReader(
    { bootstrapServers: broker.bootstrapServers, auth: 'none', replicationFactor: 1, minInsyncReplicas: 1 },
    'judge',
  );
  ask = askingLog(log, TOPIC, await log.bounds(TOPIC));
});
afterAll(async () => {
  await log.close();
  await admin.disconnect();
  await broker.remove();
});

async function inTransaction(
  producer: Producer,
  end: 'commit' | 'abort',
  partition: number,
  count: number,
): Promise<void> {
  const transaction = await producer.transaction();
  await transaction.send({ topic: TOPIC, messages: messages(partition, count) });
  await transaction[end]();
}

const range = (partition: number, from: number, to: number) => ({ partition, from, to });

describe('the log', () => {
  it('returns records, not markers and not what was aborted', async () => {
    expect(await log.bounds(TOPIC)).toEqual(
      new Map([
        [0, { earliest: 0, next: 10 }],
        [1, { earliest: 0, next: 10 }],
      ]),
    );
    expect(await log.records(TOPIC, [range(1, 0, 10)])).toEqual([0, 1, 2, 8, 9]);
  });

  it('reads many spans at once, also such that hold nothing and such that end the log', async () => {
    expect(
      await log.records(TOPIC, [range(1, 1, 2), range(1, 3, 4), range(1, 5, 8), range(1, 9, 10)]),
    ).toEqual([1, 9]);
    expect(await log.records(TOPIC, [range(1, 4, 8)])).toEqual([]);
    expect(await log.records(TOPIC, [range(0, 6, 7)])).toEqual([]);
  });
});

describe('a reconciliation beside a real log', () => {
  /** @param lost SQL that takes rows out of the tables. */
  async function reconciled(lost: string[], askLog = ask, verified: Verified = NOTHING_VERIFIED) {
    const world = await makeWorld();
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    try {
      for (const sql of lost) await world.spoil(sql);
      const findings = new Findings();
      const files = await world.files();
      const ranges = RANGES.filter(({ partition }) => partition === 0);
      await judge(
        connection,
        { files, ranges, settledTo: SETTLED, verified, askLog, dedupHorizonMs: 1 },
        findings,
      );
      return findings.first.filter(({ table }) => table === 'raw').map(({ kind, at }) => `${kind} ${at}`);
    } finally {
      connection.closeSync();
      instance.closeSync();
      world.close();
    }
  }

  it('does not miss a marker', async () => {
    expect(await reconciled([])).toEqual([]);
  });

  it('names each record that the log returns and raw lacks', async () => {
    expect(await reconciled(['DELETE FROM raw WHERE partition = 0 AND "offset" IN (2, 5)'])).toEqual([
      'lost 0/2',
      'lost 0/5',
    ]);
  });

  it('says what nobody can verify any more, unless an earlier run did', async () => {
    // kafkajs asks nobody for the leader here, so it has to know it.
    await admin.fetchTopicOffsets(TOPIC);
    await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: 0, offset: '7' }] });
    const shorter = askingLog(log, TOPIC, await log.bounds(TOPIC));
    expect(await reconciled([], shorter)).toEqual(['unverifiable 0/6']);
    const verified = { ranges: [range(0, 0, 10)], notRecords: [range(0, 6, 7)] };
    expect(await reconciled([], shorter, verified)).toEqual([]);
    const gone = ['DELETE FROM raw WHERE partition = 0 AND "offset" = 5'];
    expect(await reconciled(gone, shorter)).toEqual(['unverifiable 0/5']);
    expect(await reconciled(gone, shorter, verified)).toEqual(['lost 0/5']);
  });
});
