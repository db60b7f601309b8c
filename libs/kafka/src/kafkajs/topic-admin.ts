import { ConfigResourceTypes } from 'kafkajs';
import type { TopicAdmin } from '../topic-admin';
import { kafkaClient, type KafkaSettings } from './client';
import { translate } from './errors';

/** `DYNAMIC_TOPIC_CONFIG` of Kafka's DescribeConfigs answer: set for this topic, not inherited. */
const SET_FOR_TOPIC = 1;

/** {@link TopicAdmin} on kafkajs. It connects at the first call. */
export function kafkajsTopicAdmin(settings: KafkaSettings, clientId: string): TopicAdmin {
  const admin = kafkaClient(settings, clientId).admin();
  const where = settings.bootstrapServers.join(',');
  const ask = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      await admin.connect();
      return await action();
    } catch (error) {
      throw translate(error, where);
    }
  };
  const resource = (name: string) => ({ type: ConfigResourceTypes.TOPIC, name });
  const entries = (overrides: Readonly<Record<string, string>>) =>
    Object.entries(overrides).map(([name, value]) => ({ name, value }));

  return {
    describe: (name) =>
      ask(async () => {
        if (!(await admin.listTopics()).includes(name)) return undefined;
        const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
        const { resources } = await admin.describeConfigs({
          resources: [resource(name)],
          includeSynonyms: false,
        });
        const partitions = topics[0]?.partitions ?? [];
        const set = (resources[0]?.configEntries ?? []).filter(
          ({ configSource }) => Number(configSource) === SET_FOR_TOPIC,
        );
        return {
          partitions: partitions.length,
          replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
          overrides: Object.fromEntries(set.map(({ configName, configValue }) => [configName, configValue])),
        };
      }),

    create: ({ name, partitions, replicationFactor, overrides }) =>
      ask(async () => {
        const topic = {
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: entries(overrides),
        };
        await admin.createTopics({ topics: [topic], waitForLeaders: true });
      }),

    grow: (name, total) =>
      ask(async () => {
        await admin.createPartitions({ topicPartitions: [{ topic: name, count: total }] });
      }),

    override: (name, overrides) =>
      ask(async () => {
        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ ...resource(name), configEntries: entries(overrides) }],
        });
      }),

    close: () => admin.disconnect(),
  };
}
