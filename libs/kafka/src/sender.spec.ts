import fc from 'fast-check';
import { PlatformError } from '@clickstream/errors';
import type { OutgoingRecord } from './partition-log';
import type { Clock } from './patience';
import { Sender, type Outcome } from './sender';
import { memoryLog, type Fault, type MemoryLog } from './testing/memory-log';

const TOPIC = 'clicks';

/** Time passes only when somebody sleeps. */
function sleepingClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    async sleep(ms) {
      slept.push(ms);
    },
  };
}

const record = (n: number, key = `visitor-${n % 7}`): OutgoingRecord => ({ key, value: `${n}`, headers: {} });

async function setUp(log: MemoryLog, giveUpAfterMs = 60_000, maxMessageBytes = 10_000, stop?: AbortSignal) {
  const outcomes = new Map<string, Outcome>();
  const clock = sleepingClock();
  const waiting: string[] = [];
  const sender = await Sender.open({
    log,
    topic: TOPIC,
    maxMessageBytes,
    giveUpAfterMs,
    stop,
    clock,
    onOutcome: ({ value }, outcome) => outcomes.set(String(value), outcome),
    onWaiting: ({ code }) => waiting.push(code),
  });
  return { sender, outcomes, clock, waiting };
}

describe('a sender', () => {
  it('reports where every record landed', async () => {
    const log = memoryLog(TOPIC, 3);
    const { sender, outcomes } = await setUp(log);
    for (let n = 0; n < 50; n++) await sender.add(record(n));
    await sender.flush();
    for (const [value, outcome] of outcomes)
      expect(
        outcome.kind === 'acknowledged' && log.partitions[outcome.partition]?.[Number(outcome.offset)]?.value,
      ).toBe(value);
    expect(outcomes.size).toBe(50);
  });

  it('whatever fails, has every record in the log once and in the order of its key', async () => {
    const fault = fc.constantFrom<(Fault | undefined)[]>(undefined, 'unavailable', 'acknowledgementLost');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 }), { maxLength: 200 }),
        fc.array(fault, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (visitors, faults, partitions) => {
          const log = memoryLog(TOPIC, partitions);
          log.faults.push(...faults);
          const { sender, outcomes } = await setUp(log);
          for (const [n, visitor] of visitors.entries()) {
            await sender.add(record(n, `visitor-${visitor}`));
            if (n % 20 === 19) await new Promise(setImmediate);
          }
          await sender.flush();
          const stored = log.partitions.flat();
          expect(outcomes.size).toBe(visitors.length);
          expect(new Set(stored.map(({ value }) => value)).size).toBe(stored.length);
          expect(stored).toHaveLength(visitors.length);
          for (const visitor of new Set(visitors)) {
            const mine = stored
              .filter(({ key }) => key === `visitor-${visitor}`)
              .map(({ value }) => Number(value));
            expect(mine).toEqual(mine.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('repeats the same batch while Kafka is away, and tells so once', async () => {
    const log = memoryLog(TOPIC, 1);
    log.faults.push('unavailable', 'acknowledgementLost', 'unavailable');
    const { sender, clock, waiting } = await setUp(log);
    void sender.add(record(1));
    void sender.add(record(2));
    await new Promise(setImmediate);
    void sender.add(record(3));
    await sender.flush();
    expect(log.trace).toEqual([
      'append 0 x2: unavailable',
      'append 0 x2: acknowledgementLost',
      'append 0 x2: unavailable',
      'append 0 x2',
      'append 0 x1',
    ]);
    expect(clock.slept).toEqual([100, 200, 400]);
    expect(waiting).toEqual(['KAFKA_UNAVAILABLE']);
  });

  it('gives up when patience ends, and takes nothing more', async () => {
    const log = memoryLog(TOPIC, 1);
    log.faults.push(...Array<Fault>(100).fill('unavailable'));
    const { sender, outcomes } = await setUp(log, 5_000);
    void sender.add(record(1));
    await expect(sender.flush()).rejects.toMatchObject({ code: 'KAFKA_AWAY' });
    expect(() => sender.add(record(2))).toThrow('no acknowledgement for 5 s');
    expect(outcomes.size).toBe(0);
  });

  it('stops trying in all partitions when one has failed for good', async () => {
    const log = memoryLog(TOPIC, 2);
    log.faults.push(...Array<Fault>(1_000).fill('unavailable'));
    const gone = new PlatformError({ code: 'TOPIC_MISSING', message: 'gone', retry: 'afterFix' });
    const append = log.append.bind(log);
    const broken: MemoryLog = {
      ...log,
      append: (topic, partition, batch) =>
        partition === 0 ? Promise.reject(gone) : append(topic, partition, batch),
    };
    const { sender, clock } = await setUp(broken);
    for (let n = 0; n < 20; n++) void sender.add(record(n));
    await expect(sender.flush()).rejects.toBe(gone);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(clock.slept.length).toBeLessThan(5);
  });

  it('loses its patience sooner when it is asked to stop', async () => {
    const log = memoryLog(TOPIC, 1);
    log.faults.push(...Array<Fault>(1_000).fill('unavailable'));
    const stop = new AbortController();
    const { sender, clock } = await setUp(log, 60_000, 10_000, stop.signal);
    void sender.add(record(1));
    stop.abort();
    await expect(sender.flush()).rejects.toThrow('no acknowledgement for 10 s');
    expect(clock.now()).toBeLessThanOrEqual(10_000);
  });

  it('refuses a record that is larger than the topic takes, and sends the others', async () => {
    const log = memoryLog(TOPIC, 1);
    const { sender, outcomes } = await setUp(log);
    await sender.add(record(1));
    await sender.add({ key: 'k', value: 'x'.repeat(10_000), headers: {} });
    await sender.add(record(2));
    await sender.flush();
    expect(log.partitions[0]).toEqual([record(1), record(2)]);
    expect(outcomes.get('x'.repeat(10_000))).toEqual({
      kind: 'refused',
      reason: '10129 bytes with its headers; the topic takes 10000',
    });
  });

  it('finds the record that the topic refuses against its manifest', async () => {
    const log = memoryLog(TOPIC, 1, 100);
    const { sender, outcomes } = await setUp(log);
    const large = { key: 'visitor-1', value: 'x'.repeat(200), headers: {} };
    for (const each of [record(1), large, record(2)]) void sender.add(each);
    await sender.flush();
    expect(log.partitions[0]).toEqual([record(1), record(2)]);
    expect(outcomes.get(large.value)).toMatchObject({ kind: 'refused' });
  });

  it('holds the caller back when too much waits for an acknowledgement', async () => {
    const log = memoryLog(TOPIC, 1, 64 * 1024 * 1024);
    const { sender } = await setUp(log, 60_000, 64 * 1024 * 1024);
    const megabyte = { key: 'k', value: 'x'.repeat(1024 * 1024), headers: {} };
    const answers = Array.from({ length: 16 }, () => sender.add(megabyte));
    expect(answers.slice(0, 15)).toEqual(Array(15).fill(undefined));
    await answers[15];
    expect(log.partitions[0]?.length).toBeGreaterThan(0);
    await sender.flush();
    expect(log.partitions[0]).toHaveLength(16);
  });

  it('is not opened on a topic that does not exist', async () => {
    await expect(setUp(memoryLog('other', 1))).rejects.toMatchObject({ code: 'TOPIC_MISSING' });
  });
});
