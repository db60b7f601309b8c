import { join } from 'node:path';
import { PlatformError } from '@clickstream/errors';
import type { Pipeline } from '@clickstream/pipeline';
import { PipelineContract } from './contract';

/**
 * The contract that a pipeline exports from its `src/index.ts`. Found by its type, so a pipeline names it as it likes.
 *
 * @throws PlatformError CONTRACT_MISSING when there is none.
 */
export async function loadContract(pipeline: Pipeline): Promise<PipelineContract> {
  const file = join(pipeline.root, 'src', 'index.ts');
  const module = (await import(file)) as Record<string, unknown>;
  const found = Object.values(module).find((value) => value instanceof PipelineContract);
  if (found) return found;
  throw new PlatformError({
    code: 'CONTRACT_MISSING',
    message: 'no PipelineContract is exported',
    where: file,
    next: 'export one: new PipelineContract(name, time, [events])',
    exitCode: 2,
  });
}
