import type { KafkaSettings, LiveTopic } from '@clickstream/kafka';
import { leastDedupHorizonMs, type PipelineManifest } from '@clickstream/pipeline';

/** What a topic shall look like. */
export interface DesiredTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** The settings that are ours; others of a topic are left as they are. */
  readonly settings: Readonly<Record<string, string>>;
  /** How long an event id is remembered, in milliseconds. */
  readonly dedupHorizonMs: number;
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
  { name, topic, time }: PipelineManifest,
  kafka: Pick<KafkaSettings, 'replicationFactor' | 'minInsyncReplicas'>,
): DesiredTopic {
  return {
    name,
    partitions: topic.partitions,
    replicationFactor: kafka.replicationFactor,
    settings: {
      'cleanup.policy': 'delete',
      'compression.type': topic.compression,
      'max.message.bytes': String(topic.maxMessageBytes),
      'message.timestamp.type': 'LogAppendTime',
      'min.insync.replicas': String(kafka.minInsyncReplicas),
      // A limit by size would delete records however young they are.
      'retention.bytes': '-1',
      'retention.ms': String(topic.retentionMs),
      'segment.ms': String(topic.segmentMs),
    },
    dedupHorizonMs: time.dedupHorizonMs,
  };
}

/**
 * What turns a topic into the desired one.
 *
 * @param accepted Settings whose loss of data a person accepted by name, such as `retention.ms`.
 */
export function planTopic(
  desired: DesiredTopic,
  actual: LiveTopic | undefined,
  accepted: ReadonlySet<string>,
): TopicPlan {
  if (!actual) return { name: desired.name, action: 'create', changes: creation(desired) };
  const changes = [
    ...layoutChanges(desired, actual),
    ...settingChanges(desired, actual, accepted),
    ...horizonChanges(desired, actual, accepted),
  ];
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

function layoutChanges(desired: DesiredTopic, actual: LiveTopic): Change[] {
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

function settingChanges(desired: DesiredTopic, actual: LiveTopic, accepted: ReadonlySet<string>): Change[] {
  return Object.entries(desired.settings)
    .filter(([what, to]) => actual.overrides[what] !== to)
    .map(([what, to]) => {
      const from = actual.overrides[what] ?? '';
      const change = { what, from, to };
      const now = actual.settings[what] ?? from;
      if (losesData(what, now, to) && !accepted.has(what))
        return {
          ...change,
          refused: `Kafka would delete what is older at once; to accept that: --accept-loss ${what}`,
        };
      const note = noteOn(what, now, to);
      return note ? { ...change, note } : change;
    });
}

/** A shorter retention takes records away, and so does one that did not count while the topic was compacted. */
function losesData(what: string, now: string, to: string): boolean {
  if (what === 'cleanup.policy') return now === 'compact';
  return what === 'retention.ms' && Number(to) < span(now);
}

function noteOn(what: string, now: string, to: string): string | undefined {
  if (what === 'max.message.bytes' && Number(to) < Number(now))
    return 'larger records are refused from now on; those that are there stay';
  if (what === 'min.insync.replicas' && Number(to) < Number(now))
    return 'fewer copies are enough for an acknowledgement';
  return undefined;
}

/** Milliseconds of a setting of Kafka, where -1 is without end. */
const span = (ms: string): number => (ms === '-1' ? Infinity : Number(ms));

/**
 * The rule of the manifest, H >= retention + segment + 1 h, for the topic as it is: what lies in it until old segments are
 * gone counts too, else a backlog read from its start would lose rows that are on time.
 */
function horizonChanges(desired: DesiredTopic, actual: LiveTopic, accepted: ReadonlySet<string>): Change[] {
  const counts = (what: string): string =>
    (accepted.has(what) ? desired.settings[what] : actual.settings[what]) as string;
  const retentionMs = counts('cleanup.policy') === 'compact' ? Infinity : span(counts('retention.ms'));
  const least = leastDedupHorizonMs({ retentionMs, segmentMs: Number(counts('segment.ms')) });
  if (desired.dedupHorizonMs >= least) return [];
  const longer = ['cleanup.policy', 'retention.ms', 'segment.ms'].filter((what) => {
    const [now, then] = [actual.settings[what] as string, desired.settings[what] as string];
    return what === 'cleanup.policy' ? now === 'compact' : span(now) > span(then);
  });
  return [
    {
      what: 'time.dedupHorizonMs',
      from: String(desired.dedupHorizonMs),
      to: String(least),
      refused:
        'records stay in the topic for longer than their event ids are remembered: a backlog would lose rows that are on ' +
        `time. ${least === Infinity ? 'To' : 'Set it in pipeline.json, or to'} accept that until they are gone: --accept-loss ${longer.join(' ')}`,
    },
  ];
}
