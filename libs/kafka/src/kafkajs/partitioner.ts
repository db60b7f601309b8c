import { Partitioners } from 'kafkajs';

/** The partition of a key, as Kafka's own Java client decides it (murmur2). */
export function kafkajsPartitioner(): (key: string, partitions: number) => number {
  const partitioner = Partitioners.DefaultPartitioner();
  return (key, partitions) =>
    partitioner({
      topic: '',
      partitionMetadata: Array(partitions).fill(NO_METADATA),
      message: { key, value: null },
    });
}

/** With a key only the number of partitions counts. */
const NO_METADATA = { partitionErrorCode: 0, partitionId: 0, leader: 0, replicas: [], isr: [] };
