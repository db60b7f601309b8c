import { PlatformError } from '@clickstream/errors';
import type { OutgoingRecord, PartitionLog } from './partition-log';
import { partitionOf } from './partitioner';
import { persist, systemClock, type Clock, type Patience } from './patience';

/** What became of one record. */
export type Outcome =
  | { readonly kind: 'acknowledged'; readonly partition: number; readonly offset: bigint }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SenderOptions<R extends OutgoingRecord> {
  readonly log: PartitionLog;
  readonly topic: string;
  /** `max.message.bytes` of the topic. */
  readonly maxMessageBytes: number;
  /** How long a record may wait for its acknowledgement before the sender gives up, in milliseconds. */
  readonly giveUpAfterMs: number;
  /** Fires when the program shall end soon; see {@link Patience}. */
  readonly stop?: AbortSignal;
  /** Called exactly once for every record, unless the sender fails first; in order within a partition. */
  readonly onOutcome: (record: R, outcome: Outcome) => void;
  /** Called when Kafka stops answering, for the first failure of a batch. */
  readonly onWaiting?: (error: PlatformError) => void;
  readonly clock?: Clock;
}

/** Small enough for the default limit of a broker (1 MiB), large enough to spare round trips. */
const BATCH_BYTES = 512 * 1024;
const BATCH_RECORDS = 1_000;
/** Records that wait for an acknowledgement, all partitions together: what bounds the memory. */
const BUFFER_BYTES = 16 * 1024 * 1024;
/** What a batch of one adds to key, value and headers: 61 bytes of header and some lengths. */
const FRAME_BYTES = 128;

interface Lane<R> {
  readonly partition: number;
  waiting: { readonly record: R; readonly bytes: number }[];
  running: boolean;
}

/**
 * Sends records to one topic. Guarantee: a record is `acknowledged` only after all replicas in sync have it; records of a
 * key keep their order; while Kafka is away nothing is dropped, the sender waits. Mechanism: one lane a partition, one
 * batch of a lane under way at a time, repeated unchanged until it is acknowledged. Memory is bounded by {@link add}.
 *
 * Not promised: after the sender failed, records without an outcome may or may not be in Kafka.
 */
export class Sender<R extends OutgoingRecord> {
  private buffered = 0;
  private failure: unknown;
  private listeners: (() => void)[] = [];

  private constructor(
    private readonly options: SenderOptions<R>,
    private readonly patience: Patience,
    private readonly lanes: readonly Lane<R>[],
  ) {}

  /** @throws PlatformError TOPIC_MISSING; KAFKA_AWAY when Kafka does not answer for `giveUpAfterMs`. */
  static async open<R extends OutgoingRecord>(options: SenderOptions<R>): Promise<Sender<R>> {
    const { log, topic, giveUpAfterMs, stop, onWaiting, clock = systemClock } = options;
    const patience: Patience = { giveUpAfterMs, stop, onWaiting, clock };
    const partitions = await persist(patience, () => log.partitionCount(topic));
    const lanes = Array.from({ length: partitions }, (_, partition) => ({
      partition,
      waiting: [],
      running: false,
    }));
    return new Sender(options, patience, lanes);
  }

  /**
   * Takes a record over. A returned promise is backpressure: await it before the next record.
   *
   * @throws What the sender failed with.
   */
  add(record: R): Promise<void> | undefined {
    this.throwIfFailed();
    const bytes = sizeOf(record);
    if (bytes > this.options.maxMessageBytes) {
      this.options.onOutcome(record, { kind: 'refused', reason: this.tooLarge(bytes) });
      return undefined;
    }
    const lane = this.laneOf(record);
    lane.waiting.push({ record, bytes });
    this.buffered += bytes;
    if (!lane.running) this.start(lane);
    return this.buffered > BUFFER_BYTES ? this.until(() => this.buffered <= BUFFER_BYTES) : undefined;
  }

  /**
   * Waits until every record that was added has its outcome.
   *
   * @throws What the sender failed with.
   */
  async flush(): Promise<void> {
    await this.until(() => this.buffered === 0);
  }

  /** Partitions of the topic when the sender was opened. */
  get partitions(): number {
    return this.lanes.length;
  }

  private laneOf(record: R): Lane<R> {
    const partition = record.partition ?? partitionOf(record.key, this.lanes.length);
    return this.lanes[partition] as Lane<R>;
  }

  /** On the next turn of the event loop, so that the records of one chunk travel together. */
  private start(lane: Lane<R>): void {
    lane.running = true;
    setImmediate(() => {
      this.drain(lane).catch((error: unknown) => {
        this.failure ??= error;
        this.wake();
      });
    });
  }

  private async drain(lane: Lane<R>): Promise<void> {
    while (lane.waiting.length > 0 && this.failure === undefined) {
      const batch = takeBatch(lane);
      await this.deliver(
        lane.partition,
        batch.map(({ record }) => record),
      );
      for (const { bytes } of batch) this.buffered -= bytes;
      this.wake();
    }
    lane.running = false;
  }

  private async deliver(partition: number, batch: readonly R[]): Promise<void> {
    const { log, topic, onOutcome } = this.options;
    try {
      const first = await persist(this.patience, () => {
        // Not the failure itself: one that is worth another try would be tried again, by every lane and for nothing.
        if (this.failure !== undefined) throw new Error('another partition failed', { cause: this.failure });
        return log.append(topic, partition, batch);
      });
      batch.forEach((record, index) =>
        onOutcome(record, { kind: 'acknowledged', partition, offset: first + BigInt(index) }),
      );
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== 'RECORD_TOO_LARGE') throw error;
      // The topic allows less than its manifest says: find the records that it does not take.
      if (batch.length > 1) for (const record of batch) await this.deliver(partition, [record]);
      else for (const record of batch) onOutcome(record, { kind: 'refused', reason: error.message });
    }
  }

  private tooLarge(bytes: number): string {
    return `${bytes} bytes with its headers; the topic takes ${this.options.maxMessageBytes}`;
  }

  private async until(condition: () => boolean): Promise<void> {
    for (;;) {
      this.throwIfFailed();
      if (condition()) return;
      await new Promise<void>((resolve) => this.listeners.push(resolve));
    }
  }

  private wake(): void {
    const listeners = this.listeners;
    this.listeners = [];
    for (const listener of listeners) listener();
  }

  private throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}

function takeBatch<R>(lane: Lane<R>): Lane<R>['waiting'] {
  let bytes = 0;
  const count = lane.waiting.findIndex((entry, index) => {
    bytes += entry.bytes;
    return index > 0 && (bytes > BATCH_BYTES || index >= BATCH_RECORDS);
  });
  return lane.waiting.splice(0, count === -1 ? lane.waiting.length : count);
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = FRAME_BYTES + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const name in headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name] as string);
  return bytes;
}
