import type { TopicState } from '@clickstream/kafka';
import { manifestSchema } from '@clickstream/pipeline';
import { desiredTopic, planTopic } from './plan';

const manifest = manifestSchema.parse({ name: 'orders', owner: '@acme/checkout' });
const desired = desiredTopic(manifest, { replicationFactor: 3, minInsyncReplicas: 2 });
const asDesired: TopicState = { partitions: 4, replicationFactor: 3, overrides: desired.settings };
const none = new Set<string>();

const withSettings = (settings: Record<string, string>): TopicState => ({
  ...asDesired,
  overrides: { ...asDesired.overrides, ...settings },
});

describe('the plan of a topic', () => {
  it('follows the manifest and the environment', () => {
    expect(desired).toEqual({
      name: 'orders',
      partitions: 4,
      replicationFactor: 3,
      settings: {
        'cleanup.policy': 'delete',
        'compression.type': 'producer',
        'max.message.bytes': '1048576',
        'message.timestamp.type': 'LogAppendTime',
        'min.insync.replicas': '2',
        'retention.ms': '172800000',
        'segment.ms': '21600000',
      },
    });
  });

  it('creates what is not there', () => {
    const plan = planTopic(desired, undefined, none);
    expect(plan.action).toBe('create');
    expect(plan.changes).toContainEqual({ what: 'partitions', from: '', to: '4' });
    expect(plan.changes).toContainEqual({ what: 'message.timestamp.type', from: '', to: 'LogAppendTime' });
  });

  it('is empty when all is as it should be, whatever else the topic has', () => {
    const actual = withSettings({ 'follower.replication.throttled.replicas': '*' });
    expect(planTopic(desired, actual, none)).toEqual({ name: 'orders', action: 'none', changes: [] });
  });

  it('adds partitions, and says what that means for order', () => {
    const { changes } = planTopic(desired, { ...asDesired, partitions: 2 }, none);
    expect(changes).toEqual([
      { what: 'partitions', from: '2', to: '4', note: expect.stringContaining('keys move') },
    ]);
  });

  it('refuses to take partitions away', () => {
    const { changes } = planTopic(desired, { ...asDesired, partitions: 8 }, new Set(['partitions']));
    expect(changes).toEqual([expect.objectContaining({ refused: expect.stringContaining('losing') })]);
  });

  it('refuses to change the replicas of a running topic', () => {
    const { changes } = planTopic(desired, { ...asDesired, replicationFactor: 1 }, none);
    expect(changes).toEqual([
      expect.objectContaining({ what: 'replication.factor', refused: expect.any(String) }),
    ]);
  });

  it.each([
    ['retention.ms', '604800000', true],
    ['retention.ms', '-1', true],
    ['retention.ms', '', true],
    ['retention.ms', '3600000', false],
    ['cleanup.policy', 'compact', true],
    ['segment.ms', '604800000', false],
  ])('with %s = "%s" before: loses data is %s', (what, from, loses) => {
    const overrides = { ...asDesired.overrides, [what]: from };
    if (from === '') delete overrides[what];
    const refused = (accepted: Set<string>) =>
      planTopic(desired, { ...asDesired, overrides }, accepted).changes.map(
        (change) => change.refused !== undefined,
      );
    expect(refused(none)).toEqual([loses]);
    expect(refused(new Set([what]))).toEqual([false]);
  });
});
