import type { LiveTopic } from '@clickstream/kafka';
import { manifestSchema } from '@clickstream/pipeline';
import { desiredTopic, planTopic } from './plan';

const manifest = manifestSchema.parse({ name: 'orders', owner: '@acme/checkout' });
const desired = desiredTopic(manifest, { replicationFactor: 3, minInsyncReplicas: 2 });
const BROKER = { 'retention.ms': '604800000', 'segment.ms': '604800000', 'cleanup.policy': 'delete' };
const none = new Set<string>();

/** A topic as desired but for some settings; undefined = the default of the broker. */
function live(changed: Readonly<Record<string, string | undefined>> = {}): LiveTopic {
  const set = Object.entries({ ...desired.settings, ...changed }).filter(([, value]) => value !== undefined);
  const overrides = Object.fromEntries(set) as Record<string, string>;
  return { partitions: 4, replicationFactor: 3, overrides, settings: { ...BROKER, ...overrides } };
}

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
        'retention.bytes': '-1',
        'retention.ms': '172800000',
        'segment.ms': '21600000',
      },
      dedupHorizonMs: 259_200_000,
    });
  });

  it('creates what is not there', () => {
    const plan = planTopic(desired, undefined, none);
    expect(plan.action).toBe('create');
    expect(plan.changes).toContainEqual({ what: 'partitions', from: '', to: '4' });
    expect(plan.changes).toContainEqual({ what: 'message.timestamp.type', from: '', to: 'LogAppendTime' });
  });

  it('is empty when all is as it should be, whatever else the topic has', () => {
    const actual = live({ 'follower.replication.throttled.replicas': '*' });
    expect(planTopic(desired, actual, none)).toEqual({ name: 'orders', action: 'none', changes: [] });
  });

  it('adds partitions, and says what that means for order', () => {
    const { changes } = planTopic(desired, { ...live(), partitions: 2 }, none);
    expect(changes).toEqual([
      { what: 'partitions', from: '2', to: '4', note: expect.stringContaining('keys move') },
    ]);
  });

  it('refuses to take partitions away', () => {
    const { changes } = planTopic(desired, { ...live(), partitions: 8 }, new Set(['partitions']));
    expect(changes).toEqual([expect.objectContaining({ refused: expect.stringContaining('losing') })]);
  });

  it('refuses to change the replicas of a running topic', () => {
    const { changes } = planTopic(desired, { ...live(), replicationFactor: 1 }, none);
    expect(changes).toEqual([
      expect.objectContaining({ what: 'replication.factor', refused: expect.any(String) }),
    ]);
  });

  it.each([
    ['retention.ms', '604800000', true],
    ['retention.ms', '-1', true],
    ['retention.ms', undefined, true],
    ['retention.ms', '3600000', false],
    ['cleanup.policy', 'compact', true],
    ['retention.bytes', '1000000', false],
  ])('with %s = %j before: loses data is %s', (what, from, loses) => {
    const refused = (accepted: Set<string>) =>
      planTopic(desired, live({ [what]: from }), accepted)
        .changes.filter((change) => change.what === what)
        .map((change) => change.refused !== undefined);
    expect(refused(none)).toEqual([loses]);
    expect(refused(new Set([what]))).toEqual([false]);
  });

  it.each([
    [{ 'segment.ms': '604800000' }, 'segment.ms', '781200000', 'Set it in pipeline.json, or to accept'],
    [{ 'segment.ms': undefined }, 'segment.ms', '781200000', '--accept-loss segment.ms'],
    [{ 'retention.ms': '604800000' }, 'retention.ms', '630000000', '--accept-loss retention.ms'],
    [{ 'retention.ms': '-1' }, 'retention.ms', 'Infinity', 'time. To accept'],
    [{ 'cleanup.policy': 'compact' }, 'cleanup.policy', 'Infinity', '--accept-loss cleanup.policy'],
  ])('refuses a horizon that is shorter than the topic keeps records: %j', (before, what, least, remedy) => {
    const finding = (accepted: Set<string>) =>
      planTopic(desired, live(before), accepted).changes.filter(
        (change) => change.what === 'time.dedupHorizonMs',
      );
    expect(finding(none)).toEqual([
      {
        what: 'time.dedupHorizonMs',
        from: '259200000',
        to: least,
        refused: expect.stringContaining(remedy),
      },
    ]);
    expect(finding(new Set([what]))).toEqual([]);
  });

  it('takes a topic that keeps records no longer than the horizon', () => {
    const before = live({ 'retention.ms': '169200000', 'segment.ms': '86400000' });
    expect(planTopic(desired, before, none).changes.filter(({ refused }) => refused)).toEqual([]);
  });

  it('says what a smaller limit means', () => {
    const before = live({ 'max.message.bytes': '2000000', 'min.insync.replicas': '3' });
    expect(planTopic(desired, before, none).changes).toEqual([
      expect.objectContaining({ what: 'max.message.bytes', note: expect.stringContaining('larger records') }),
      expect.objectContaining({ what: 'min.insync.replicas', note: expect.stringContaining('fewer copies') }),
    ]);
  });
});
