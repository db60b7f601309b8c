import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { kafkajsTopicAdmin, type KafkaSettings } from '@clickstream/kafka';
import { startBroker } from '@clickstream/kafka-testing';
import { TrafficFile } from '../src/simulate/traffic-file';
import { startSenders } from './senders';
import { openTraffic, PARTITIONS } from './traffic';

/**
 * Events a second into a real broker, validated by the contract, from one process and from as many as there are cores;
 * beside Kafka's own ProducerPerformance with records of the same size, acks=all and idempotence, in turns in the same run.
 * And events a second that are simulated into a file by one core. Prints one JSON line. Run by `npm run bench -- producer`.
 */
const EVENTS = 200_000;
const ROUNDS = 3;
const TOPIC = 'bench';

async function main(): Promise<void> {
  const simulated = best(Array.from({ length: ROUNDS }, simulate));
  const broker = await startBroker();
  try {
    const settings = {
      bootstrapServers: broker.bootstrapServers,
      auth: 'none',
      replicationFactor: 1,
      minInsyncReplicas: 1,
    } as const;
    await createTopic(settings);
    const rates = await compete(settings);
    const result = { bench: 'producer', 'simulated events/s of one core, into a file': simulated, ...rates };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await broker.remove();
  }
}

async function createTopic(settings: KafkaSettings): Promise<void> {
  const admin = kafkajsTopicAdmin(settings, TOPIC);
  await admin.create({ name: TOPIC, partitions: PARTITIONS, replicationFactor: 1, overrides: {} });
  await admin.close();
}

/** The best of some rounds, in turns, so that a busy moment hits all alike. */
async function compete(settings: KafkaSettings): Promise<Record<string, number>> {
  const processes = availableParallelism();
  const task = { settings, topic: TOPIC, events: EVENTS };
  const [one, all] = [await startSenders(1, task), await startSenders(processes, task)];
  const recordBytes = Math.round(one.bytes / one.records);
  const rounds: [number, number, number][] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push([
      await one.send(),
      await all.send(),
      producerPerformance(settings.bootstrapServers, recordBytes),
    ]);
  one.close();
  all.close();
  const [single, together, theirs] = [0, 1, 2].map((who) =>
    best(rounds.map((round) => round[who] as number)),
  );
  return {
    recordBytes,
    processes,
    'validated events/s': together as number,
    'validated events/s, one process': single as number,
    'ProducerPerformance records/s': theirs as number,
    'validated / ProducerPerformance': ratio(together as number, theirs as number),
    'one process / ProducerPerformance': ratio(single as number, theirs as number),
  };
}

/** Events a second of CPU, from the first visitor to the last byte in the file. */
function simulate(): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const start = process.cpuUsage();
  const source = openTraffic(EVENTS);
  const file = new TrafficFile(join(folder, 'records.ndjson'));
  for (let record = source.next(); record; record = source.next()) file.add(record);
  file.close();
  const { user, system } = process.cpuUsage(start);
  rmSync(folder, { recursive: true });
  return Math.round(EVENTS / ((user + system) / 1e6));
}

const best = (values: readonly number[]): number => Math.max(...values);
const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100;

function producerPerformance(bootstrapServers: readonly string[], recordBytes: number): number {
  const jars = join(findWorkspace(__dirname), '.platform', 'jars', 'kafka', '*');
  const output = execFileSync('java', [
    ...['-Xmx512m', '-cp', jars, 'org.apache.kafka.tools.ProducerPerformance'],
    ...['--topic', TOPIC, '--num-records', `${EVENTS}`, '--record-size', `${recordBytes}`],
    ...['--throughput', '-1', '--producer-props', `bootstrap.servers=${bootstrapServers.join(',')}`],
    ...['acks=all', 'enable.idempotence=true'],
  ]).toString();
  const rate = /^\d+ records sent, ([\d.]+) records\/sec.* 50th/m.exec(output)?.[1];
  if (!rate) throw new Error(`ProducerPerformance says no rate:\n${output}`);
  return Math.round(Number(rate));
}

void main();
