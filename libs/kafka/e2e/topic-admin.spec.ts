import type { KafkaSettings } from '../src/kafkajs/client';
import { kafkajsTopicAdmin } from '../src/kafkajs/topic-admin';
import { startBroker, type TestBroker } from '../src/testing/broker';
import type { TopicAdmin } from '../src/topic-admin';

let broker: TestBroker;
let admin: TopicAdmin;
beforeAll(async () => {
  broker = await startBroker();
  const settings: KafkaSettings = {
    bootstrapServers: broker.bootstrapServers,
    auth: 'none',
    replicationFactor: 1,
    minInsyncReplicas: 1,
  };
  admin = kafkajsTopicAdmin(settings, 'topics');
});
afterAll(async () => {
  await admin.close();
  await broker.remove();
});

describe('topics of a real broker', () => {
  it('are unknown until they are created, and asking does not create them', async () => {
    await expect(admin.describe('orders')).resolves.toBeUndefined();
    await expect(admin.describe('orders')).resolves.toBeUndefined();
  });

  it('are what they were created as, then what they were changed to', async () => {
    const topic = { partitions: 2, replicationFactor: 1, overrides: { 'retention.ms': '172800000' } };
    await admin.create({ name: 'clicks', ...topic });
    await expect(admin.describe('clicks')).resolves.toEqual({
      ...topic,
      settings: expect.objectContaining({ 'retention.ms': '172800000', 'segment.ms': '604800000' }),
    });

    await admin.grow('clicks', 3);
    await admin.override('clicks', { 'segment.ms': '3600000' });
    await eventually(async () =>
      expect(await admin.describe('clicks')).toEqual({
        partitions: 3,
        replicationFactor: 1,
        overrides: { 'segment.ms': '3600000' },
        settings: expect.objectContaining({ 'retention.ms': '604800000', 'segment.ms': '3600000' }),
      }),
    );
  });

  it('may be created twice, as after a lost answer', async () => {
    const topic = { name: 'twice', partitions: 1, replicationFactor: 1, overrides: {} };
    await admin.create(topic);
    await expect(admin.create(topic)).resolves.toBeUndefined();
  });

  it('that ask for more copies than there are brokers are refused', async () => {
    const topic = { name: 'copies', partitions: 1, replicationFactor: 3, overrides: {} };
    await expect(admin.create(topic)).rejects.toMatchObject({ code: 'KAFKA_REFUSED' });
  });

  it('with a setting that Kafka does not know are refused', async () => {
    await expect(admin.override('clicks', { 'retention.ms': 'soon' })).rejects.toMatchObject({
      code: 'KAFKA_REFUSED',
    });
  });
});

async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}
