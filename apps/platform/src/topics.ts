import { z } from 'zod';
import { runApp } from './apps';
import type { Workbench } from './workbench';

const resultSchema = z.object({ topics: z.array(z.object({ name: z.string() })) });

/** Creates or updates the topics of all pipelines through the producer, which owns what a topic must look like. */
export async function applyTopics(bench: Workbench, signal: AbortSignal): Promise<string> {
  const result = resultSchema.parse(
    await runApp(bench, 'producer', { args: ['topics', 'apply', '--yes'], signal }),
  );
  return `topics: ${result.topics.map((topic) => topic.name).join(', ')}`;
}
