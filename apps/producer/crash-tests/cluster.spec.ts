import { startCluster, type TestBroker, type TestCluster } from '@clickstream/kafka-testing';
import { audit, createTopic, deleteTopic, leadersOf, moveLeaders, sendNumbered, type Sent } from './sending';

const RECORDS = 30_000;
const OUTAGE_MS = 60_000;

let cluster: TestCluster;
beforeAll(async () => (cluster = await startCluster(3)));
afterAll(() => cluster.remove());

const kinds = ({ outcomes }: Sent): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

const broker = (number: number): TestBroker => cluster.brokers[number - 1] as TestBroker;

/** Every record is in the log once, where it was acknowledged, in the order of its visitor. */
async function expectWhole(topic: string, sent: Sent): Promise<void> {
  expect(kinds(sent)).toEqual({ acknowledged: RECORDS });
  expect(await audit(cluster, topic, sent)).toEqual({
    lost: [],
    doubled: [],
    disordered: [],
    stored: RECORDS,
  });
}

describe('on a cluster of three brokers, no record is lost, doubled or out of order', () => {
  it('when the broker that leads a partition is killed in the middle of a batch', async () => {
    await createTopic(cluster, 'killed');
    const [leader] = (await leadersOf(cluster, 'killed')) as [number];
    const sent = await sendNumbered(cluster, {
      topic: 'killed',
      records: RECORDS,
      before: (n) => (n === RECORDS / 2 ? broker(leader).kill() : undefined),
    });
    expect((await leadersOf(cluster, 'killed'))[0]).not.toBe(leader);
    await broker(leader).start();
    await expectWhole('killed', sent);
  });

  it('when every partition changes its leader', async () => {
    await createTopic(cluster, 'moved');
    const before = await leadersOf(cluster, 'moved');
    const sent = await sendNumbered(cluster, {
      topic: 'moved',
      records: RECORDS,
      before: (n) => (n === RECORDS / 2 ? moveLeaders(cluster, 'moved') : undefined),
    });
    const after = await leadersOf(cluster, 'moved');
    expect(after.filter((leader, partition) => leader === before[partition])).toEqual([]);
    await expectWhole('moved', sent);
  });

  it('when one broker after the other is restarted', async () => {
    await createTopic(cluster, 'rolled');
    const quarters = [1, 2, 3].map((turn) => (turn * RECORDS) / 4);
    const sent = await sendNumbered(cluster, {
      topic: 'rolled',
      records: RECORDS,
      before: async (n) => {
        const turn = quarters.indexOf(n) + 1;
        if (turn === 0) return;
        await broker(turn).stop();
        await broker(turn).start();
      },
    });
    await expectWhole('rolled', sent);
  });

  it('when all brokers are away for a minute', async () => {
    await createTopic(cluster, 'outage');
    let back: Promise<unknown> | undefined;
    const sent = await sendNumbered(cluster, {
      topic: 'outage',
      records: RECORDS,
      before: async (n) => {
        if (n === RECORDS / 2) await Promise.all(cluster.brokers.map((each) => each.kill()));
      },
      onAway: (awayMs) => {
        if (awayMs >= OUTAGE_MS) back ??= Promise.all(cluster.brokers.map((each) => each.start()));
      },
    });
    await back;
    expect(sent.longestAwayMs).toBeGreaterThanOrEqual(OUTAGE_MS);
    await expectWhole('outage', sent);
  });
});

it('a record that the topic does not take is refused with the reason, and all others arrive', async () => {
  await createTopic(cluster, 'small', 2_000);
  const isLarge = (n: number): boolean => n % 1_000 === 7;
  const sent = await sendNumbered(cluster, {
    topic: 'small',
    records: 2_000,
    text: (n) => `${n}:${'x'.repeat(isLarge(n) ? 3_000 : 300)}`,
  });
  expect(kinds(sent)).toEqual({ acknowledged: 1_998, refused: 2 });
  expect(
    [...sent.outcomes]
      .filter(([, { kind }]) => kind === 'refused')
      .map(([n]) => n)
      .sort(),
  ).toEqual([1_007, 7]);
  expect(await audit(cluster, 'small', sent)).toEqual({
    lost: [],
    doubled: [],
    disordered: [],
    stored: 1_998,
  });
});

describe('a topic that is missing', () => {
  it('is named before anything is sent', async () => {
    await expect(sendNumbered(cluster, { topic: 'nowhere', records: 1 })).rejects.toMatchObject({
      code: 'TOPIC_MISSING',
    });
  });

  it('because somebody deletes it ends the sending, and nothing is acknowledged any more', async () => {
    await createTopic(cluster, 'deleted');
    const sending = sendNumbered(cluster, {
      topic: 'deleted',
      records: 1_000_000,
      before: (n) => (n === 20_000 ? deleteTopic(cluster, 'deleted') : undefined),
    });
    await expect(sending).rejects.toMatchObject({ code: 'TOPIC_MISSING' });
  });
});
