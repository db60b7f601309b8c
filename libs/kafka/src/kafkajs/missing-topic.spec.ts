import { PlatformError } from '@clickstream/errors';
import { missingTopic } from './errors';
import { MissingTopic } from './missing-topic';

const UNKNOWN = missingTopic('shop');

/** Brokers that list the topic or not, and a clock. */
function brokers() {
  const world = { listed: true, now: 0 };
  const topics = new MissingTopic(
    () => Promise.resolve(world.listed),
    () => world.now,
  );
  return { world, topics };
}

describe('a topic that was found and is unknown now', () => {
  it('may pass for as long as any broker lists it', async () => {
    const { world, topics } = brokers();
    for (; world.now < 100_000; world.now += 10_000)
      expect(await topics.judge('shop', UNKNOWN)).toMatchObject({ code: 'TOPIC_MISSING', retry: 'backoff' });
  });

  it('may pass while the brokers that are asked have just been started', async () => {
    const { world, topics } = brokers();
    world.listed = false;
    expect(await topics.judge('shop', UNKNOWN)).toMatchObject({ retry: 'backoff' });
    world.now = 14_000;
    expect(await topics.judge('shop', UNKNOWN)).toMatchObject({ retry: 'backoff' });
    topics.found('shop');
    world.now = 60_000;
    expect(await topics.judge('shop', UNKNOWN)).toMatchObject({ retry: 'backoff' });
  });

  it('is missing when none lists it for longer than that', async () => {
    const { world, topics } = brokers();
    world.listed = false;
    await topics.judge('shop', UNKNOWN);
    world.now = 15_000;
    expect(await topics.judge('shop', UNKNOWN)).toBe(UNKNOWN);
  });

  it('says nothing of other errors, and asks nobody', async () => {
    const refused = new PlatformError({ code: 'KAFKA_REFUSED', message: 'no', retry: 'afterFix' });
    const topics = new MissingTopic(() => Promise.reject(new Error('asked')));
    expect(await topics.judge('shop', refused)).toBe(refused);
  });
});
