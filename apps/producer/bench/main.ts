import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import {
  partitionOf,
  kafkajsPartitionLog,
  kafkajsTopicAdmin,
  Sender,
  type OutgoingRecord,
} from '@clickstream/kafka';
import { startBroker } from '@clickstream/kafka-testing';
import { clickstream } from '@clickstream/pipeline-clickstream';
import { dials } from '../src/simulate/traffic/dials';
import { Traffic } from '../src/simulate/traffic/traffic';

/**
 * Events a second into a real broker, validated by the contract, from one process; beside Kafka's own
 * ProducerPerformance with records of the same size, acks=all and idempotence, in turns in the same run. And events a
 * second that are simulated, without sending them. Prints one JSON line. Run by `npm run bench -- producer`.
 */
const EVENTS = 200_000;
const ROUNDS = 3;
const PARTITIONS = 4;

async function main(): Promise<void> {
  const broker = await startBroker();
  try {
    const settings = {
      bootstrapServers: broker.bootstrapServers,
      auth: 'none',
      replicationFactor: 1,
      minInsyncReplicas: 1,
    } as const;
    const admin = kafkajsTopicAdmin(settings, 'bench');
    await admin.create({ name: 'bench', partitions: PARTITIONS, replicationFactor: 1, overrides: {} });
    await admin.close();
    const simulated = best(ROUNDS, simulate);
    const records = traffic();
    const recordBytes = Math.round(
      records.reduce((sum, { value }) => sum + value.length, 0) / records.length,
    );
    let [ours, theirs] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      ours = Math.max(ours, await sendValidated(settings, records));
      theirs = Math.max(theirs, producerPerformance(broker.bootstrapServers, recordBytes));
    }
    const result = {
      bench: 'producer',
      recordBytes,
      'simulated events/s of CPU': simulated,
      'validated events/s': ours,
      'ProducerPerformance records/s': theirs,
      'validated / ProducerPerformance': Math.round((ours / theirs) * 100) / 100,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await broker.remove();
  }
}

function openTraffic(): Traffic {
  return new Traffic({
    seed: 1,
    events: EVENTS,
    durationMs: 24 * 3_600_000,
    dials: dials({}, true),
    partitions: PARTITIONS,
    partitionOf,
    latenessMs: 24 * 3_600_000,
    futureMs: 300_000,
  });
}

function traffic(): OutgoingRecord[] {
  const source = openTraffic();
  const records: OutgoingRecord[] = [];
  for (let record = source.next(); record; record = source.next()) {
    const { key, value, headers } = record;
    records.push({ key, value: Buffer.from(value as string), headers });
  }
  return records;
}

/** Events a second of CPU. */
function simulate(): number {
  const start = process.cpuUsage();
  const source = openTraffic();
  let bytes = 0;
  for (let record = source.next(); record; record = source.next()) bytes += Buffer.byteLength(record.value);
  const { user, system } = process.cpuUsage(start);
  if (bytes === 0) throw new Error('nothing was simulated');
  return Math.round(EVENTS / ((user + system) / 1e6));
}

const best = (rounds: number, run: () => number): number => Math.max(...Array.from({ length: rounds }, run));

/** Events a second that are decoded, validated, and acknowledged. */
async function sendValidated(
  settings: Parameters<typeof kafkajsPartitionLog>[0],
  records: readonly OutgoingRecord[],
): Promise<number> {
  const log = kafkajsPartitionLog(settings, 'bench');
  let acknowledged = 0;
  const sender = await Sender.open<OutgoingRecord>({
    log,
    topic: 'bench',
    maxMessageBytes: 1_000_000,
    giveUpAfterMs: 60_000,
    onOutcome: (_, { kind }) => void (acknowledged += kind === 'acknowledged' ? 1 : 0),
  });
  const start = performance.now();
  for (const record of records) {
    const decoded = clickstream.decode(record.value as Buffer);
    const verdict = decoded.ok
      ? clickstream.validate(decoded.document, Number(record.headers['received_at']))
      : decoded;
    if (!verdict.ok) throw new Error(`the contract refuses a simulated event: ${verdict.detail}`);
    const full = sender.add(record);
    if (full) await full;
  }
  await sender.flush();
  const seconds = (performance.now() - start) / 1000;
  await log.close();
  if (acknowledged !== records.length)
    throw new Error(`${acknowledged} of ${records.length} were acknowledged`);
  return Math.round(records.length / seconds);
}

function producerPerformance(bootstrapServers: readonly string[], recordBytes: number): number {
  const jars = join(findWorkspace(__dirname), '.platform', 'jars', 'kafka', '*');
  const output = execFileSync('java', [
    ...['-Xmx512m', '-cp', jars, 'org.apache.kafka.tools.ProducerPerformance'],
    ...[
      '--topic',
      'bench',
      '--num-records',
      `${EVENTS}`,
      '--record-size',
      `${recordBytes}`,
      '--throughput',
      '-1',
    ],
    ...[
      '--producer-props',
      `bootstrap.servers=${bootstrapServers.join(',')}`,
      'acks=all',
      'enable.idempotence=true',
    ],
  ]).toString();
  const rate = /^\d+ records sent, ([\d.]+) records\/sec.* 50th/m.exec(output)?.[1];
  if (!rate) throw new Error(`ProducerPerformance says no rate:\n${output}`);
  return Math.round(Number(rate));
}

void main();
