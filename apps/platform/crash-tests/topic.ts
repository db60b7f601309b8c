import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigResourceTypes, Kafka, logLevel, type Admin, type Message, type Producer } from 'kafkajs';
import type { World } from './world';

const TOPIC = 'clickstream';
const HOUR_MS = 3_600_000;
/** Far below the topic's limit for a batch, whatever the records are. */
const CHUNK = 100;

/** A record as `producer simulate --out` writes it. */
interface Line {
  readonly partition: number;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly text?: string;
  readonly base64?: string;
}

/** Adds two partitions and sends records to them which are no JSON; the truth gets to know of them. */
export async function growTopic(world: World, records: number): Promise<void> {
  const file = join(world.truth, 'records.ndjson');
  const known = readFileSync(file, 'utf8').trimEnd().split('\n').length;
  const value = '{oops';
  const sha256 = createHash('sha256').update(value).digest('hex');
  await withTopic(world, async (admin, producer) => {
    await admin.createPartitions({ topicPartitions: [{ topic: TOPIC, count: 6 }] });
    for (let number = 0; number < records; number += 1) {
      const record = known + number;
      const place = { partition: 4 + (number % 2), key: 'grown' };
      const truth = { record, ...place, ordinal: number >> 1, received_at: 7, event_id: null, sha256 };
      const fate = { fate: 'set_aside', kind: 'malformed_json', path: '$', exchangeable: false };
      appendFileSync(file, `${JSON.stringify({ ...truth, ...fate })}\n`);
      const headers = { record: `${record}`, received_at: '7' };
      await producer.send({ topic: TOPIC, messages: [{ ...place, value, headers }] });
    }
  });
  const before = world.fates ?? {};
  world.fates = { ...before, malformed_json: (before['malformed_json'] ?? 0) + records };
}

/**
 * Sends a simulation as a backlog whose partitions are far apart in broker time: the records of the first one came in
 * over 47 hours, those of all others within the last one.
 */
export async function sendSkewed(world: World, file: string): Promise<void> {
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const now = Date.now();
  await withTopic(world, async (admin, producer) => {
    // Only while the sender stamps the records can they look old.
    await stampedBy(admin, 'CreateTime');
    for (const partition of new Set(lines.map((line) => line.partition))) {
      const own = lines.filter((line) => line.partition === partition);
      const spanMs = partition === 0 ? 47 * HOUR_MS : HOUR_MS;
      const messages = own.map((line, at) => messageOf(line, now - spanMs * (1 - at / own.length)));
      for (let at = 0; at < messages.length; at += CHUNK)
        await producer.send({ topic: TOPIC, messages: messages.slice(at, at + CHUNK) });
    }
    await stampedBy(admin, 'LogAppendTime');
  });
}

function messageOf({ partition, key, headers, text, base64 }: Line, at: number): Message {
  const value = text ?? Buffer.from(base64 ?? '', 'base64');
  return { partition, key, headers, value, timestamp: `${Math.floor(at)}` };
}

async function stampedBy(admin: Admin, value: string): Promise<void> {
  const configEntries = [{ name: 'message.timestamp.type', value }, ...(await otherSettings(admin))];
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: TOPIC, configEntries }],
  });
}

/** What was set on the topic: the request replaces all of it. */
async function otherSettings(admin: Admin): Promise<{ name: string; value: string }[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: TOPIC }],
  });
  return (resources[0]?.configEntries ?? [])
    .filter(({ isDefault, configName }) => !isDefault && configName !== 'message.timestamp.type')
    .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
}

async function withTopic(
  world: World,
  work: (admin: Admin, producer: Producer) => Promise<void>,
): Promise<void> {
  const kafka = new Kafka({ brokers: world.config.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await work(admin, producer);
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}
