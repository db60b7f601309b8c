import { ConfigResourceTypes, type Admin } from 'kafkajs';
import type { LiveTopic, NewTopic, TopicAdmin, TopicState } from '../topic-admin';
import { kafkaClient, type KafkaSettings } from './client';
import { laggingBroker, translate } from './errors';

/** {@link TopicAdmin} on kafkajs. It connects at the first call. */
export function kafkajsTopicAdmin(settings: KafkaSettings, clientId: string): TopicAdmin {
  const admin = kafkaClient(settings, clientId).admin();
  const where = settings.bootstrapServers.join(',');
  const ask = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      await admin.connect();
      return await action();
    } catch (error) {
      throw laggingBroker(translate(error, where));
    }
  };
  return {
    describe: (name) => ask(() => describe(admin, name)),
    create: (topic) => ask(() => create(admin, topic)),
    grow: (name, total) =>
      ask(async () => {
        await admin.createPartitions({ topicPartitions: [{ topic: name, count: total }] });
      }),
    override: (name, overrides) =>
      ask(async () => {
        const resource = { type: ConfigResourceTypes.TOPIC, name, configEntries: entries(overrides) };
        await admin.alterConfigs({ validateOnly: false, resources: [resource] });
      }),
    close: () => admin.disconnect(),
  };
}

/** `DYNAMIC_TOPIC_CONFIG` of Kafka's DescribeConfigs answer: set for this topic, not inherited. */
const SET_FOR_TOPIC = 1;

async function describe(admin: Admin, name: string): Promise<LiveTopic | undefined> {
  // Asking for the metadata of a topic by name may create it; listing never does.
  if (!(await admin.listTopics()).includes(name)) return undefined;
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const { resources } = await admin.describeConfigs({
    resources: [{ type: ConfigResourceTypes.TOPIC, name }],
    includeSynonyms: false,
  });
  const partitions = topics[0]?.partitions ?? [];
  const all = resources[0]?.configEntries ?? [];
  const set = all.filter(({ configSource }) => Number(configSource) === SET_FOR_TOPIC);
  return {
    partitions: partitions.length,
    replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    overrides: valuesOf(set),
    settings: valuesOf(all),
  };
}

const valuesOf = (
  entries: readonly { configName: string; configValue: string }[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));

async function create(
  admin: Admin,
  { name, partitions, replicationFactor, overrides }: NewTopic,
): Promise<void> {
  const topic = {
    topic: name,
    numPartitions: partitions,
    replicationFactor,
    configEntries: entries(overrides),
  };
  await admin.createTopics({ topics: [topic], waitForLeaders: true });
}

const entries = (overrides: TopicState['overrides']) =>
  Object.entries(overrides).map(([name, value]) => ({ name, value }));
