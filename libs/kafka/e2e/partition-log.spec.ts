import { Kafka, logLevel } from 'kafkajs';
import type { OutgoingRecord } from '../src/partition-log';
import { Sender, type Outcome } from '../src/sender';
import { startBroker, type TestBroker } from '../src/testing/broker';
import { CONTRACT_MAX_MESSAGE_BYTES, partitionLogContract } from '../src/testing/contract';
import { readTopic } from '../src/testing/read-topic';
import type { KafkaSettings } from '../src/kafkajs/client';
import { kafkajsPartitionLog } from '../src/kafkajs/partition-log';

let broker: TestBroker;
let topics = 0;
beforeAll(async () => (broker = await startBroker()));
afterAll(() => broker.remove());

const settings = (): KafkaSettings => ({
  bootstrapServers: broker.bootstrapServers,
  auth: 'none',
  replicationFactor: 1,
  minInsyncReplicas: 1,
});

async function freshTopic(): Promise<string> {
  const topic = `topic-${++topics}`;
  const admin = new Kafka({ brokers: broker.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: String(CONTRACT_MAX_MESSAGE_BYTES) }];
  await admin.createTopics({
    topics: [{ topic, numPartitions: 2, replicationFactor: 1, configEntries }],
    waitForLeaders: true,
  });
  await admin.disconnect();
  return topic;
}

const bare = ({ key, value, headers }: OutgoingRecord): OutgoingRecord => ({ key, value, headers });

partitionLogContract('kafkajs on a real broker', () => ({
  freshTopic,
  open: () => kafkajsPartitionLog(settings(), 'contract'),
  read: async (topic, partition) =>
    (await readTopic(broker.bootstrapServers, topic))
      .filter((record) => record.partition === partition)
      .map(bare),
}));

describe('a sender through kafkajs', () => {
  it('loses, doubles and reorders nothing while the broker is killed and comes back', async () => {
    const topic = await freshTopic();
    const log = kafkajsPartitionLog(settings(), 'outage');
    const outcomes: (Outcome & { n: string })[] = [];
    let waited = 0;
    const sender = await Sender.open<OutgoingRecord & { n: string }>({
      log,
      topic,
      maxMessageBytes: CONTRACT_MAX_MESSAGE_BYTES,
      giveUpAfterMs: 60_000,
      onOutcome: ({ n }, outcome) => outcomes.push({ n, ...outcome }),
      onWaiting: () => waited++,
    });
    const add = (n: number) =>
      sender.add({ key: `visitor-${n % 50}`, value: `${n}:${'x'.repeat(200)}`, headers: {}, n: String(n) });

    for (let n = 0; n < 20_000; n++) {
      await add(n);
      if (n === 10_000) {
        await new Promise(setImmediate); // the next batch is on its way
        await broker.kill();
        void broker.start();
      }
    }
    await sender.flush();
    await log.close();

    const stored = await readTopic(broker.bootstrapServers, topic);
    expect(stored).toHaveLength(20_000);
    expect(new Set(stored.map(({ value }) => value)).size).toBe(20_000);
    const at = new Map(stored.map(({ partition, offset, value }) => [`${partition}/${offset}`, value]));
    for (const outcome of outcomes)
      expect(outcome.kind === 'acknowledged' && at.get(`${outcome.partition}/${outcome.offset}`)).toMatch(
        new RegExp(`^${outcome.n}:`),
      );
    for (const visitor of new Set(stored.map(({ key }) => key))) {
      const numbers = stored.filter(({ key }) => key === visitor).map(({ value }) => parseInt(value));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    expect(outcomes).toHaveLength(20_000);
    expect(waited).toBeGreaterThan(0);
  });
});
