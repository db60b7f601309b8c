import { Kafka, logLevel } from 'kafkajs';
import type { OutgoingRecord } from '../partition-log';

export interface StoredRecord extends OutgoingRecord {
  readonly value: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** Every record of a topic from the start to its end at this moment, in the order of each partition. */
export async function readTopic(bootstrapServers: string[], topic: string): Promise<StoredRecord[]> {
  const kafka = new Kafka({ brokers: bootstrapServers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  const open = new Map(
    ends.filter(({ high }) => high !== '0').map((end) => [end.partition, BigInt(end.high)]),
  );
  const found: StoredRecord[] = [];
  if (open.size === 0) return found;

  const consumer = kafka.consumer({ groupId: `read-${topic}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const all = new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    consumer
      .run({
        autoCommit: false, // a second reading begins at the start again
        eachMessage: async ({ partition, message }) => {
          const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
          const offset = BigInt(message.offset);
          found.push({
            partition,
            offset,
            key: String(message.key),
            value: String(message.value),
            headers: Object.fromEntries(headers),
          });
          if (offset + 1n === open.get(partition)) open.delete(partition);
          if (open.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await all.finally(() => consumer.disconnect());
  return found;
}
