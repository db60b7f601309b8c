import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { PlatformError } from '@clickstream/errors';
import type { LogReader, OffsetSpan } from '../log-reader';
import { walkSpans } from './walk-spans';
import { kafkaClient, type KafkaSettings } from './client';
import { translate } from './errors';

/** How long the log may stay silent. */
const SILENCE_MS = 60_000;

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
    records: (topic, spans) => ask(() => readSpans(kafka, topic, spans)),
    close: () => admin.disconnect(),
  };
}

/** A group of its own that commits nothing, so that no reader shares or moves a position. */
async function readSpans(kafka: Kafka, topic: string, spans: readonly OffsetSpan[]): Promise<number[]> {
  const [first] = spans;
  if (!first) return [];
  const { partition } = first;
  const walk = walkSpans(spans);
  const consumer = kafka.consumer({
    groupId: `${topic}.reader.${randomUUID()}`,
    readUncommitted: false,
    maxWaitTimeInMs: 500,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const finished = new Promise<void>((resolve, reject) => {
      const wait = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => reject(notAnswered(topic, first)), SILENCE_MS);
      };
      wait();
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error);
      });
      // The first time, and whenever the connection was lost.
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        const others = payload.memberAssignment[topic]?.filter((one) => one !== partition) ?? [];
        consumer.pause([{ topic, partitions: others }]);
        consumer.seek({ topic, partition, offset: String(walk.position) });
      });
      // A batch that holds only markers is never handed over, but its end is announced like that of any other.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (payload.partition !== partition) return;
        wait();
        const next = walk.readTo(Number(payload.lastOffset));
        if (next === undefined) resolve();
        else if (next.jump) consumer.seek({ topic, partition, offset: String(next.offset) });
      });
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        if (batch.partition === partition)
          for (const { offset } of batch.messages) walk.found(Number(offset));
        return Promise.resolve();
      },
    });
    await finished;
    return walk.records;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
}

function notAnswered(topic: string, { partition, from }: OffsetSpan): PlatformError {
  return new PlatformError({
    code: 'KAFKA_UNAVAILABLE',
    message: `Kafka returned nothing for ${SILENCE_MS / 1000} s while offsets from ${from} on were read`,
    where: `${topic}, partition ${partition}`,
    retry: 'backoff',
  });
}
