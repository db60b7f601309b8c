import { Kafka, logLevel } from 'kafkajs';
import {
  kafkajsPartitionLog,
  Sender,
  type PartitionLog,
  type Outcome,
  type OutgoingRecord,
} from '@clickstream/kafka';
import { readTopic, type TestCluster } from '@clickstream/kafka-testing';

const PARTITIONS = 4;
const VISITORS = 200;

interface Numbered extends OutgoingRecord {
  readonly n: number;
}

export interface Sent {
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** Longest time without a single acknowledgement while there were attempts, in milliseconds. */
  readonly longestAwayMs: number;
}

export interface Sending {
  readonly topic: string;
  readonly records: number;
  /** Called before each record. */
  readonly before?: (n: number) => Promise<void> | void;
  /** Called whenever an attempt to append failed, with the time since the first of a row of failures. */
  readonly onAway?: (awayMs: number) => void;
  readonly text?: (n: number) => string;
}

const client = ({ bootstrapServers }: TestCluster): Kafka =>
  new Kafka({ brokers: bootstrapServers, logLevel: logLevel.NOTHING });

/** A topic with three copies, of which two must have a record before it is acknowledged. */
export async function createTopic(
  cluster: TestCluster,
  topic: string,
  maxMessageBytes = 1_048_576,
): Promise<void> {
  const admin = client(cluster).admin();
  await admin.connect();
  const configEntries = [
    { name: 'min.insync.replicas', value: '2' },
    { name: 'max.message.bytes', value: String(maxMessageBytes) },
  ];
  const wanted = { topic, numPartitions: PARTITIONS, replicationFactor: 3, configEntries };
  await admin.createTopics({ topics: [wanted], waitForLeaders: true });
  await admin.disconnect();
}

/** Number of the broker that leads each partition. */
export async function leadersOf(cluster: TestCluster, topic: string): Promise<number[]> {
  const admin = client(cluster).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  const partitions = topics[0]?.partitions ?? [];
  return partitions.toSorted((a, b) => a.partitionId - b.partitionId).map(({ leader }) => leader);
}

/** Takes every partition away from the broker that leads it. */
export async function moveLeaders(cluster: TestCluster, topic: string): Promise<void> {
  const leaders = await leadersOf(cluster, topic);
  const admin = client(cluster).admin();
  await admin.connect();
  const partitionAssignment = leaders.map((leader, partition) => ({
    partition,
    replicas: [1, 2, 3].filter((broker) => broker !== leader),
  }));
  await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] });
  await admin.disconnect();
}

export async function deleteTopic(cluster: TestCluster, topic: string): Promise<void> {
  const admin = client(cluster).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}

/** Sends numbered records of some visitors, in order, and answers what became of each. */
export async function sendNumbered(cluster: TestCluster, sending: Sending): Promise<Sent> {
  const { topic, records, before, onAway, text = textOf } = sending;
  const outcomes = new Map<number, Outcome>();
  let longestAwayMs = 0;
  const settings = {
    bootstrapServers: cluster.bootstrapServers,
    auth: 'none',
    replicationFactor: 3,
    minInsyncReplicas: 2,
  } as const;
  const log = watched(kafkajsPartitionLog(settings, 'crash-test'), (awayMs) => {
    longestAwayMs = Math.max(longestAwayMs, awayMs);
    onAway?.(awayMs);
  });
  try {
    const sender = await Sender.open<Numbered>({
      log,
      topic,
      maxMessageBytes: 1_048_576,
      giveUpAfterMs: 240_000,
      onOutcome: ({ n }, outcome) => {
        if (outcomes.has(n)) throw new Error(`record ${n} has two outcomes`);
        outcomes.set(n, outcome);
      },
    });
    for (let n = 0; n < records; n++) {
      await before?.(n);
      const full = sender.add({ key: `visitor-${n % VISITORS}`, value: text(n), headers: {}, n });
      if (full) await full;
      if (n % 500 === 0) await new Promise(setImmediate);
    }
    await sender.flush();
  } finally {
    await log.close();
  }
  return { outcomes, longestAwayMs };
}

/** Tells how long a row of failed attempts lasts. */
function watched(log: PartitionLog, onAway: (awayMs: number) => void): PartitionLog {
  let failingSince: number | undefined;
  return {
    ...log,
    async append(...batch) {
      try {
        const offset = await log.append(...batch);
        failingSince = undefined;
        return offset;
      } catch (error) {
        failingSince ??= performance.now();
        onAway(performance.now() - failingSince);
        throw error;
      }
    },
  };
}

const textOf = (n: number): string => `${n}:${'x'.repeat(300)}`;

export interface Audit {
  /** Acknowledged records that are not in the log at the place that was acknowledged. */
  readonly lost: number[];
  /** Records in the log more than once. */
  readonly doubled: number[];
  /** Visitors whose records are not in the order of sending. */
  readonly disordered: string[];
  /** Records in the log. */
  readonly stored: number;
}

/** Reads the topic by a client of its own, and compares it with what was acknowledged. */
export async function audit(cluster: TestCluster, topic: string, { outcomes }: Sent): Promise<Audit> {
  const stored = await readTopic(cluster.bootstrapServers, topic);
  const numbered = stored.map((record) => ({ ...record, n: parseInt(record.value) }));
  const places = new Map(numbered.map(({ partition, offset, n }) => [`${partition}/${offset}`, n]));
  const times = new Map<number, number>();
  const last = new Map<string, number>();
  const disordered = new Set<string>();
  for (const { n, key } of numbered) {
    times.set(n, (times.get(n) ?? 0) + 1);
    if (n < (last.get(key) ?? -1)) disordered.add(key);
    last.set(key, n);
  }
  const isLost = ([n, outcome]: [number, Outcome]): boolean =>
    outcome.kind === 'acknowledged' && places.get(`${outcome.partition}/${outcome.offset}`) !== n;
  return {
    lost: [...outcomes].filter(isLost).map(([n]) => n),
    doubled: [...times].filter(([, count]) => count > 1).map(([n]) => n),
    disordered: [...disordered],
    stored: stored.length,
  };
}
