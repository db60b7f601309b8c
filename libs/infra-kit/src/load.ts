import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '@clickstream/errors';
import { discoverPipelines, type Pipeline } from '@clickstream/pipeline';
import { PipelineStack } from './pipeline-stack';

/**
 * The stacks of all pipelines of a workspace, found by their manifests and sorted by name.
 *
 * @throws PlatformError BAD_MANIFEST; BAD_STACK for a pipeline without one too: it would silently not be deployed.
 */
export async function loadPipelineStacks(workspace: string): Promise<PipelineStack[]> {
  const stacks: PipelineStack[] = [];
  for (const pipeline of discoverPipelines(workspace)) stacks.push(await loadPipelineStack(pipeline));
  return stacks;
}

/** @throws PlatformError BAD_STACK when there is none, or one of another pipeline. */
export async function loadPipelineStack({ root, manifest }: Pipeline): Promise<PipelineStack> {
  const file = join(root, 'infra', 'stack.ts');
  if (!existsSync(file)) throw badStack(file, `pipeline "${manifest.name}" has no stack`);
  const { default: stack } = (await import(file)) as { default?: unknown };
  if (!(stack instanceof PipelineStack)) throw badStack(file, 'its default export is not a pipeline stack');
  if (stack.pipeline !== manifest.name)
    throw badStack(file, `it makes the stack of pipeline "${stack.pipeline}" and not of "${manifest.name}"`);
  return stack;
}

function badStack(where: string, message: string): PlatformError {
  return new PlatformError({
    code: 'BAD_STACK',
    message,
    where,
    next: 'write: export default definePipelineStack({ manifest }) with the manifest beside it',
    exitCode: 2,
  });
}
