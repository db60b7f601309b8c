import type { KafkaSettings, TopicState } from '@clickstream/kafka';
import type { PipelineManifest } from '@clickstream/pipeline';

/** What a topic shall look like. */
export interface DesiredTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** The settings that are ours; others of a topic are left as they are. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface Change {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Why it is not done, or only when asked for by name. */
  readonly refused?: string;
  /** What a person should know although it is done. */
  readonly note?: string;
}

export interface TopicPlan {
  readonly name: string;
  readonly action: 'create' | 'change' | 'none';
  readonly changes: readonly Change[];
}

/** The topic of a pipeline: the manifest says what the team decides, the environment how safe Kafka keeps it. */
export function desiredTopic(
  { name, topic }: PipelineManifest,
  kafka: Pick<KafkaSettings, 'replicationFactor' | 'minInsyncReplicas'>,
): DesiredTopic {
  return {
    name,
    partitions: topic.partitions,
    replicationFactor: kafka.replicationFactor,
    settings: {
      'cleanup.policy': 'delete',
      'compression.type': 'producer',
      'max.message.bytes': String(topic.maxMessageBytes),
      'message.timestamp.type': 'LogAppendTime',
      'min.insync.replicas': String(kafka.minInsyncReplicas),
      'retention.ms': String(topic.retentionMs),
      'segment.ms': String(topic.segmentMs),
    },
  };
}

/**
 * What turns a topic into the desired one.
 *
 * @param accepted Settings whose loss of data a person accepted by name, such as `retention.ms`.
 */
export function planTopic(
  desired: DesiredTopic,
  actual: TopicState | undefined,
  accepted: ReadonlySet<string>,
): TopicPlan {
  if (!actual) return { name: desired.name, action: 'create', changes: creation(desired) };
  const changes = [...layoutChanges(desired, actual), ...settingChanges(desired, actual, accepted)];
  return { name: desired.name, action: changes.length === 0 ? 'none' : 'change', changes };
}

function creation({ partitions, replicationFactor, settings }: DesiredTopic): Change[] {
  const facts = {
    partitions: String(partitions),
    'replication.factor': String(replicationFactor),
    ...settings,
  };
  return Object.entries(facts).map(([what, to]) => ({ what, from: '', to }));
}

function layoutChanges(desired: DesiredTopic, actual: TopicState): Change[] {
  const changes: Change[] = [];
  if (desired.partitions !== actual.partitions)
    changes.push({
      what: 'partitions',
      from: String(actual.partitions),
      to: String(desired.partitions),
      ...(desired.partitions < actual.partitions
        ? {
            refused:
              'Kafka cannot take partitions away without losing their records; raise topic.partitions again',
          }
        : { note: 'keys move: the order of a visitor is kept before and after this change, not across it' }),
    });
  if (desired.replicationFactor !== actual.replicationFactor)
    changes.push({
      what: 'replication.factor',
      from: String(actual.replicationFactor),
      to: String(desired.replicationFactor),
      refused: 'a running topic changes its replicas by kafka-reassign-partitions only',
    });
  return changes;
}

function settingChanges(desired: DesiredTopic, actual: TopicState, accepted: ReadonlySet<string>): Change[] {
  return Object.entries(desired.settings)
    .filter(([what, to]) => actual.overrides[what] !== to)
    .map(([what, to]) => {
      const from = actual.overrides[what] ?? '';
      const change = { what, from, to };
      return losesData(what, from, to) && !accepted.has(what)
        ? {
            ...change,
            refused: `Kafka would delete what is older at once; to accept that: --accept-loss ${what}`,
          }
        : change;
    });
}

/** A shorter retention takes records away, and so does one that did not count while the topic was compacted. */
function losesData(what: string, from: string, to: string): boolean {
  if (what === 'cleanup.policy') return from === 'compact';
  return what === 'retention.ms' && Number(to) < age(from);
}

/** How long Kafka keeps a record now; the default of a broker is not ours to know, so it may be longer. */
const age = (retention: string): number =>
  retention === '' || retention === '-1' ? Infinity : Number(retention);
