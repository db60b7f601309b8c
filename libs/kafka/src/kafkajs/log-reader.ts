import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { PlatformError } from '@clickstream/errors';
import type { LogReader, OffsetSpan } from '../log-reader';
import { kafkaClient, type KafkaSettings } from './client';
import { translate } from './errors';

const DEADLINE_MS = 60_000;

/** {@link LogReader} on kafkajs. It connects at the first call. */
export function kafkajsLogReader(settings: KafkaSettings, clientId: string): LogReader {
  const kafka = kafkaClient(settings, clientId);
  const admin = kafka.admin();
  const where = settings.bootstrapServers.join(',');
  const ask = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      await admin.connect();
      return await action();
    } catch (error) {
      throw translate(error, where);
    }
  };
  return {
    bounds: (topic) =>
      ask(async () => {
        const partitions = await admin.fetchTopicOffsets(topic);
        return new Map(
          partitions.map(({ partition, low, high }) => [
            partition,
            { earliest: Number(low), next: Number(high) },
          ]),
        );
      }),
    records: (topic, span) => ask(() => readSpan(kafka, topic, span)),
    close: () => admin.disconnect(),
  };
}

/** A group of its own that commits nothing, so that no reader shares or moves a position. */
async function readSpan(kafka: Kafka, topic: string, span: OffsetSpan): Promise<number[]> {
  const groupId = `${topic}.reader.${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, readUncommitted: false });
  const found: number[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    // A batch that holds only markers is never handed over, but its end is announced like that of any other.
    const finished = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(notAnswered(topic, span)), DEADLINE_MS);
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (payload.partition !== span.partition || Number(payload.lastOffset) < span.to - 1) return;
        clearTimeout(timer);
        resolve();
      });
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        if (batch.partition !== span.partition) return Promise.resolve();
        for (const { offset } of batch.messages) {
          if (Number(offset) >= span.from && Number(offset) < span.to) found.push(Number(offset));
        }
        return Promise.resolve();
      },
    });
    consumer.seek({ topic, partition: span.partition, offset: String(span.from) });
    await finished;
    return found;
  } finally {
    await consumer.disconnect();
  }
}

function notAnswered(topic: string, { partition, from, to }: OffsetSpan): PlatformError {
  return new PlatformError({
    code: 'KAFKA_UNAVAILABLE',
    message: `Kafka did not return offsets ${from} to ${to - 1} within ${DEADLINE_MS / 1000} s`,
    where: `${topic}, partition ${partition}`,
    retry: 'backoff',
  });
}
