import { PlatformError } from '@clickstream/errors';
import { PipelineContract } from './contract';

/**
 * The contract that a pipeline exports from its `src/index.ts`. Found by its type, so a pipeline names it as it likes.
 *
 * @throws PlatformError CONTRACT_MISSING when there is none.
 */
export async function loadContract(file: string): Promise<PipelineContract> {
  const module = (await import(file)) as Record<string, unknown>;
  const found = Object.values(module).find((value) => value instanceof PipelineContract);
  if (found) return found;
  throw new PlatformError({
    code: 'CONTRACT_MISSING',
    message: 'no PipelineContract is exported',
    where: file,
    next: 'export one: new PipelineContract(name, time, [events], versions)',
    exitCode: 2,
  });
}
