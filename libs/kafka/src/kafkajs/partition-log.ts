import type { Kafka, Producer } from 'kafkajs';
import type { OutgoingRecord, PartitionLog } from '../partition-log';
import { kafkaClient, type KafkaSettings } from './client';
import { missingTopic, translate } from './errors';
import { MissingTopic } from './missing-topic';

/** {@link PartitionLog} on kafkajs. It connects at the first call. */
export function kafkajsPartitionLog(settings: KafkaSettings, clientId: string): PartitionLog {
  const kafka = kafkaClient(settings, clientId);
  const where = settings.bootstrapServers.join(',');
  const admin = kafka.admin();
  const producer = idempotentProducer(kafka);

  const ask = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw translate(error, where);
    }
  };

  let connected: Promise<void> | undefined;
  const connect = (): Promise<void> => {
    connected ??= Promise.all([admin.connect(), producer.connect()]).then(
      () => undefined,
      (error: unknown) => {
        connected = undefined;
        throw error;
      },
    );
    return connected;
  };

  const missing = new MissingTopic((topic) => ask(async () => (await admin.listTopics()).includes(topic)));

  return {
    partitionCount: (topic) =>
      ask(async () => {
        await connect();
        // Asking for the metadata of a topic by name may create it; listing never does.
        if (!(await admin.listTopics()).includes(topic)) throw missingTopic(topic);
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        return topics[0]?.partitions.length ?? 0;
      }),

    async append(topic, partition, batch) {
      try {
        return await ask(async () => {
          await connect();
          const messages = batch.map((record) => ({ partition, ...message(record) }));
          const [answer] = await producer.send({ topic, acks: -1, messages });
          missing.found(topic);
          return BigInt(answer?.baseOffset as string);
        });
      } catch (error) {
        // A caller appends only to a topic whose partitions it has counted.
        throw await missing.judge(topic, error);
      }
    },

    close: () =>
      ask(async () => {
        await Promise.all([admin.disconnect(), producer.disconnect()]);
      }),
  };
}

const message = ({ key, value, headers }: OutgoingRecord) => ({ key, value, headers: { ...headers } });

function idempotentProducer(kafka: Kafka): Producer {
  return kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition as number,
    retry: { retries: 2 },
  });
}
