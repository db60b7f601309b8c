import type { LiveTopic, Patience, TopicAdmin, TopicState } from '@clickstream/kafka';
import { manifestSchema } from '@clickstream/pipeline';
import { applyTopics } from './apply';
import { desiredTopic } from './plan';

const none = new Set<string>();
const patience: Patience = { giveUpAfterMs: 1_000, clock: { now: () => 0, sleep: async () => undefined } };
const desired = ['clickstream', 'orders'].map((name) =>
  desiredTopic(manifestSchema.parse({ name, owner: '@acme/web' }), {
    replicationFactor: 1,
    minInsyncReplicas: 1,
  }),
);

const BROKER = { 'retention.ms': '604800000', 'segment.ms': '604800000', 'cleanup.policy': 'delete' };
const live = (state: TopicState): LiveTopic => ({ ...state, settings: { ...BROKER, ...state.overrides } });

/** A cluster in memory that writes down what it was told. */
function cluster(topics: Record<string, TopicState>) {
  const trace: string[] = [];
  const admin: TopicAdmin = {
    describe: async (name) => topics[name] && live(topics[name]),
    create: async ({ name, ...state }) => {
      trace.push(`create ${name}`);
      topics[name] = state;
    },
    grow: async (name, total) => {
      trace.push(`grow ${name} ${total}`);
      topics[name] = { ...(topics[name] as TopicState), partitions: total };
    },
    override: async (name, overrides) => {
      trace.push(`override ${name}`);
      topics[name] = { ...(topics[name] as TopicState), overrides };
    },
    close: async () => undefined,
  };
  return { admin, topics, trace };
}

const existing = (change: Partial<TopicState> = {}): TopicState => ({
  partitions: 4,
  replicationFactor: 1,
  overrides: desired[0]?.settings ?? {},
  ...change,
});

describe('applying topics', () => {
  it('creates them, and the second time changes nothing', async () => {
    const { admin, trace } = cluster({});
    await applyTopics(admin, desired, none, patience);
    const again = await applyTopics(admin, desired, none, patience);
    expect(trace).toEqual(['create clickstream', 'create orders']);
    expect(again.map(({ action }) => action)).toEqual(['none', 'none']);
  });

  it('keeps settings that others made', async () => {
    const others = { 'follower.replication.throttled.replicas': '*' };
    const { admin, topics } = cluster({
      clickstream: existing({
        partitions: 2,
        overrides: { ...others, 'retention.ms': '1', 'segment.ms': '21600000' },
      }),
    });
    await applyTopics(admin, desired, none, patience);
    expect(topics['clickstream']).toEqual(existing({ overrides: { ...desired[0]?.settings, ...others } }));
  });

  it('changes nothing at all when one change is refused', async () => {
    const { admin, trace } = cluster({
      orders: existing({ partitions: 9, overrides: { 'retention.ms': '-1' } }),
    });
    await expect(applyTopics(admin, desired, none, patience)).rejects.toMatchObject({
      code: 'TOPICS_REFUSED',
      message: expect.stringMatching(
        /^nothing was changed; orders: partitions 9 -> 4.*; orders: retention.ms -1 -> /,
      ),
    });
    expect(trace).toEqual([]);
  });
});
