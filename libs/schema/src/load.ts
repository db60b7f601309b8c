import { PlatformError, messageOf } from '@clickstream/errors';
import { PipelineContract } from './contract';

/**
 * The contract that a pipeline exports from its `src/index.ts`. Found by its type, so a pipeline names it as it likes.
 *
 * @throws PlatformError CONTRACT_MISSING when there is none; CONTRACT_UNREADABLE when it is no TypeScript that runs.
 */
export async function loadContract(file: string): Promise<PipelineContract> {
  const module = await read(file);
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

async function read(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(file)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    throw new PlatformError({
      code: 'CONTRACT_UNREADABLE',
      message: messageOf(cause),
      where: file,
      next: 'correct it; the type check of the pipeline says more',
      exitCode: 2,
      cause,
    });
  }
}
