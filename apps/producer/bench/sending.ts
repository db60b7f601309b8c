import { setImmediate } from 'node:timers/promises';
import { kafkajsPartitionLog, Sender, type KafkaSettings, type OutgoingRecord } from '@clickstream/kafka';
import { clickstream } from '@clickstream/pipeline-clickstream';
import { openTraffic } from './traffic';

/** What a process that sends is asked to do, by its first message. */
export interface SendingTask {
  readonly settings: KafkaSettings;
  readonly topic: string;
  readonly events: number;
  /** How many processes share the events: each has its partitions, so the order of a visitor holds. */
  readonly processes: number;
  readonly process: number;
}

/** The answer to the task, and to each further message. */
export interface Share {
  readonly records: number;
  readonly bytes: number;
}

let task: SendingTask;
let records: OutgoingRecord[] = [];

process.on('message', (message: SendingTask | 'send') => {
  if (message === 'send') {
    void sendValidated().then(() => process.send?.('sent'));
    return;
  }
  task = message;
  records = shareOf(task);
  const bytes = records.reduce((sum, { value }) => sum + value.length, 0);
  process.send?.({ records: records.length, bytes } satisfies Share);
});

function shareOf({ events, processes, process: mine }: SendingTask): OutgoingRecord[] {
  const share: OutgoingRecord[] = [];
  const source = openTraffic(events);
  for (let record = source.next(); record; record = source.next()) {
    const { key, value, headers, partition } = record;
    if (partition % processes === mine) share.push({ key, value: Buffer.from(value as string), headers });
  }
  return share;
}

/** Each event is decoded, validated, sent and acknowledged. */
async function sendValidated(): Promise<void> {
  const { settings, topic } = task;
  const log = kafkajsPartitionLog(settings, 'bench');
  let acknowledged = 0;
  const onOutcome = (): void => void acknowledged++;
  const sender = await Sender.open({
    log,
    topic,
    maxMessageBytes: 1_000_000,
    giveUpAfterMs: 60_000,
    onOutcome,
  });
  for (const [index, record] of records.entries()) {
    validate(record);
    const full = sender.add(record);
    if (full) await full;
    if (index % 256 === 0) await setImmediate();
  }
  await sender.flush();
  await log.close();
  if (acknowledged !== records.length)
    throw new Error(`${acknowledged} of ${records.length} were acknowledged`);
}

function validate({ value, headers }: OutgoingRecord): void {
  const decoded = clickstream.decode(value as Buffer);
  const verdict = decoded.ok
    ? clickstream.validate(decoded.document, Number(headers['received_at']))
    : decoded;
  if (!verdict.ok) throw new Error(`the contract refuses a simulated event: ${verdict.detail}`);
}
