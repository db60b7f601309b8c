import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partitioner';

const partitioner = Partitioners.DefaultPartitioner();

function byKafkajs(key: string, partitions: number): number {
  const metadata = { partitionErrorCode: 0, partitionId: 0, leader: 0, replicas: [], isr: [] };
  const partitionMetadata = Array<typeof metadata>(partitions).fill(metadata);
  return partitioner({ topic: '', partitionMetadata, message: { key, value: null } });
}

describe('the partition of a key', () => {
  // Expected values computed with org.apache.kafka.common.utils.Utils.murmur2 of Kafka 4.3.1.
  it.each([
    ['21', 340],
    ['foobar', 166],
    ['a-little-bit-longer-string', 819],
    ['zoë', 164],
    ['0f0e8a52-9c1e-8f3e-8e7b-0123456789ab', 353],
  ])('%s is that of the Java client', (key, partition) => {
    expect(partitionOf(key, 1_000)).toBe(partition);
  });

  it('is that of kafkajs', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 50 }), (text, partitions) => {
        expect(partitionOf(text, partitions)).toBe(byKafkajs(text, partitions));
      }),
      { numRuns: 1_000 },
    );
  });
});
