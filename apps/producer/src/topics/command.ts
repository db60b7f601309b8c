import { z } from 'zod';
import { loadConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { kafkajsTopicAdmin, systemClock, type TopicAdmin } from '@clickstream/kafka';
import { discoverPipelines, findPipeline } from '@clickstream/pipeline';
import { applyTopics, planTopics, refuse } from './apply';
import { desiredTopic, type DesiredTopic, type TopicPlan } from './plan';

export interface TopicsOptions {
  readonly workspace: string;
  readonly environment: string;
  /** One pipeline instead of all. */
  readonly pipeline?: string;
  /** Settings whose loss of data is accepted. */
  readonly acceptLoss: readonly string[];
}

/** What `producer topics plan --json` and `producer topics apply --json` print. */
export const topicsResultSchema = z.strictObject({
  topics: z.array(
    z.strictObject({
      name: z.string(),
      action: z.enum(['create', 'change', 'none']),
      changes: z.array(
        z.strictObject({
          what: z.string(),
          from: z.string().describe('Empty: new, or the default of the broker.'),
          to: z.string(),
          refused: z.string().optional(),
          note: z.string().optional(),
        }),
      ),
    }),
  ),
});

const GIVE_UP_AFTER_MS = 30_000;

/** What apply would change. @throws PlatformError of the configuration or Kafka. */
export function planned(options: TopicsOptions): Promise<TopicPlan[]> {
  return withTopics(options, planTopics);
}

/**
 * Applies the plan, or shows it.
 *
 * @param confirmed False: nothing is changed.
 * @throws PlatformError TOPICS_REFUSED; NOT_CONFIRMED when there is something to change and nobody said yes.
 */
export async function applied(
  options: TopicsOptions,
  confirmed: boolean,
  show: (plans: readonly TopicPlan[]) => void,
): Promise<TopicPlan[]> {
  const plans = await planned(options);
  show(plans);
  refuse(plans);
  if (plans.every(({ action }) => action === 'none')) return plans;
  if (confirmed) return withTopics(options, applyTopics);
  throw new PlatformError({
    code: 'NOT_CONFIRMED',
    message: 'nothing was changed',
    next: 'read the plan and run the command again with --yes',
    exitCode: 2,
  });
}

async function withTopics<T>(
  { workspace, environment, pipeline, acceptLoss }: TopicsOptions,
  work: (
    admin: TopicAdmin,
    desired: DesiredTopic[],
    accepted: ReadonlySet<string>,
    patience: { giveUpAfterMs: number; clock: typeof systemClock },
  ) => Promise<T>,
): Promise<T> {
  const { kafka } = loadConfig({ environment, workspace });
  const pipelines = pipeline ? [findPipeline(workspace, pipeline)] : discoverPipelines(workspace);
  const desired = pipelines.map(({ manifest }) => desiredTopic(manifest, kafka));
  const admin = kafkajsTopicAdmin(kafka, 'producer-topics');
  try {
    return await work(admin, desired, new Set(acceptLoss), {
      giveUpAfterMs: GIVE_UP_AFTER_MS,
      clock: systemClock,
    });
  } finally {
    await admin.close();
  }
}
