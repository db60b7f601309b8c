import { PlatformError } from '@clickstream/errors';
import { persist, type LiveTopic, type Patience, type TopicAdmin } from '@clickstream/kafka';
import { planTopic, type DesiredTopic, type TopicPlan } from './plan';

/** What would change, topic by topic, in the order given. */
export async function planTopics(
  admin: TopicAdmin,
  desired: readonly DesiredTopic[],
  accepted: ReadonlySet<string>,
  patience: Patience,
): Promise<TopicPlan[]> {
  const plans: TopicPlan[] = [];
  for (const topic of desired) {
    const actual = await persist(patience, () => admin.describe(topic.name));
    plans.push(planTopic(topic, actual, accepted));
  }
  return plans;
}

/**
 * Makes the topics what they shall be. Safe to repeat: a run that was cut off is finished by the next one.
 *
 * @throws PlatformError TOPICS_REFUSED when one change would lose data or cannot be done: then nothing is changed at all.
 */
export async function applyTopics(
  admin: TopicAdmin,
  desired: readonly DesiredTopic[],
  accepted: ReadonlySet<string>,
  patience: Patience,
): Promise<TopicPlan[]> {
  const plans = await planTopics(admin, desired, accepted, patience);
  refuse(plans);
  for (const topic of desired) {
    await persist(patience, async () => applyTopic(admin, topic, await admin.describe(topic.name)));
    await persist(patience, async () => verify(topic, await admin.describe(topic.name)));
  }
  return plans;
}

/** @throws PlatformError TOPICS_REFUSED that names every refused change. */
export function refuse(plans: readonly TopicPlan[]): void {
  const refused = plans.flatMap(({ name, changes }) =>
    changes
      .filter((change) => change.refused)
      .map(
        ({ what, from, to, refused }) =>
          `${name}: ${what} ${from || '(broker default)'} -> ${to}: ${refused}`,
      ),
  );
  if (refused.length === 0) return;
  throw new PlatformError({
    code: 'TOPICS_REFUSED',
    message: `nothing was changed; ${refused.join('; ')}`,
    next: 'correct pipeline.json or accept the change',
  });
}

async function applyTopic(
  admin: TopicAdmin,
  desired: DesiredTopic,
  actual: LiveTopic | undefined,
): Promise<void> {
  const { name, partitions, replicationFactor, settings } = desired;
  if (!actual) return admin.create({ name, partitions, replicationFactor, overrides: settings });
  const overrides = { ...actual.overrides, ...settings };
  if (Object.entries(settings).some(([key, value]) => actual.overrides[key] !== value))
    await admin.override(name, overrides);
  if (partitions > actual.partitions) await admin.grow(name, partitions);
}

/** Brokers learn of a change one after the other, so what was just done may not be visible yet. */
function verify(desired: DesiredTopic, actual: LiveTopic | undefined): void {
  if (planTopic(desired, actual, new Set()).action === 'none') return;
  throw new PlatformError({
    code: 'TOPIC_NOT_READY',
    message: 'the topic is not yet what was asked for',
    where: desired.name,
    retry: 'backoff',
  });
}
