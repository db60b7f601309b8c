import type { OutgoingRecord, PartitionLog } from '../partition-log';

/** What a specific implementation brings to the contract. */
export interface PartitionLogHarness {
  /** A topic of its own for one test: two partitions, `max.message.bytes` = 100,000. */
  freshTopic(): Promise<string>;
  open(): PartitionLog;
  /** What an independent reader finds in a partition, in order. */
  read(topic: string, partition: number): Promise<OutgoingRecord[]>;
}

export const CONTRACT_MAX_MESSAGE_BYTES = 100_000;

/** The behaviours that every implementation of {@link PartitionLog} must show. */
export function partitionLogContract(name: string, harness: () => PartitionLogHarness): void {
  describe(`${name} keeps the contract of a partition log`, () => {
    let log: PartitionLog;
    let topic: string;
    beforeEach(async () => {
      topic = await harness().freshTopic();
      log = harness().open();
    });
    afterEach(() => log.close());

    it('knows how many partitions a topic has', async () => {
      await expect(log.partitionCount(topic)).resolves.toBe(2);
    });

    it('refuses a topic that does not exist, and does not make one', async () => {
      for (let attempt = 0; attempt < 2; attempt++)
        await expect(log.partitionCount('nowhere')).rejects.toMatchObject({ code: 'TOPIC_MISSING' });
    });

    it('appends batches in order and answers with the offset of their first record', async () => {
      const batches = [records('a', 3), records('b', 1), records('c', 2)];
      const offsets: bigint[] = [];
      for (const batch of batches) offsets.push(await log.append(topic, 1, batch));
      expect(offsets).toEqual([0n, 3n, 4n]);
      expect(await harness().read(topic, 1)).toEqual(batches.flat());
      expect(await harness().read(topic, 0)).toEqual([]);
    });

    it('keeps every byte of key, value and headers', async () => {
      const record = {
        key: 'zoë',
        value: '{"text":"\u0000 \u{1F600}"}',
        headers: { received_at: '1431857103000', empty: '' },
      };
      await log.append(topic, 0, [record]);
      expect(await harness().read(topic, 0)).toEqual([record]);
    });

    it('refuses a batch beyond the limit of the topic whole, and goes on with the next one', async () => {
      const large = { key: 'k', value: 'x'.repeat(CONTRACT_MAX_MESSAGE_BYTES + 1), headers: {} };
      await log.append(topic, 0, records('before', 1));
      await expect(log.append(topic, 0, [...records('lost', 1), large])).rejects.toMatchObject({
        code: 'RECORD_TOO_LARGE',
      });
      await log.append(topic, 0, records('after', 1));
      expect(await harness().read(topic, 0)).toEqual([...records('before', 1), ...records('after', 1)]);
    });
  });
}

function records(prefix: string, count: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${prefix}-key`,
    value: `${prefix}-${index}`,
    headers: { received_at: '1' },
  }));
}
