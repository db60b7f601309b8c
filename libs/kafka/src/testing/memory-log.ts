import { PlatformError } from '@clickstream/errors';
import type { OutgoingRecord, PartitionLog } from '../partition-log';

/** What goes wrong with one attempt to append: nothing reaches the log, or only the acknowledgement is lost. */
export type Fault = 'unavailable' | 'acknowledgementLost';

export interface MemoryLog extends PartitionLog {
  /** The records of each partition, in order. */
  readonly partitions: readonly OutgoingRecord[][];
  /** Everything that was asked, in order: `append 0 x3`, `append 0 x3: unavailable`. */
  readonly trace: readonly string[];
  /** Faults of the next attempts, in order. */
  readonly faults: (Fault | undefined)[];
}

/**
 * A Kafka topic in memory, with the idempotence of a broker: a batch whose acknowledgement was lost is not appended again,
 * and other records under its sequence number are dropped silently, as a broker does.
 */
export function memoryLog(topic: string, partitionCount: number, maxMessageBytes = 1_048_576): MemoryLog {
  const partitions: OutgoingRecord[][] = Array.from({ length: partitionCount }, () => []);
  const unacknowledged = new Map<number, number>();
  const trace: string[] = [];
  const faults: (Fault | undefined)[] = [];

  const requireTopic = (name: string): void => {
    if (name !== topic) throw failure('TOPIC_MISSING', 'afterFix');
  };

  return {
    partitions,
    trace,
    faults,

    async partitionCount(name) {
      requireTopic(name);
      return partitionCount;
    },

    async append(name, partition, batch) {
      requireTopic(name);
      const fault = faults.shift();
      trace.push(`append ${partition} x${batch.length}${fault ? `: ${fault}` : ''}`);
      if (fault === 'unavailable') throw failure('KAFKA_UNAVAILABLE', 'backoff');
      if (bytesOf(batch) > maxMessageBytes) throw failure('RECORD_TOO_LARGE', 'never');
      const log = partitions[partition] as OutgoingRecord[];
      const base = unacknowledged.get(partition) ?? log.length;
      if (!unacknowledged.delete(partition)) log.push(...batch);
      if (fault === 'acknowledgementLost') {
        unacknowledged.set(partition, base);
        throw failure('KAFKA_UNAVAILABLE', 'backoff');
      }
      return BigInt(base);
    },

    async close() {
      trace.push('close');
    },
  };
}

const bytesOf = (batch: readonly OutgoingRecord[]): number =>
  batch.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);

function failure(code: string, retry: 'backoff' | 'afterFix' | 'never'): PlatformError {
  return new PlatformError({ code, message: `in memory: ${code}`, retry });
}
