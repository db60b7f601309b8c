import { createProjectGraphAsync, logger, type Tree } from '@nx/devkit';
import { PlatformError } from '@clickstream/errors';
import { syncCodeOwners } from '../../code-owners';
import { layoutOf } from '../../graph/layout';
import { pipelinesOf, readManifest } from '../../pipelines';
import { dependentsOf, type Graph } from './dependents';
import { farewell } from './farewell';

/**
 * Removes the code of a pipeline; what it made stays until somebody deletes it by hand.
 *
 * @param readGraph How to get the project graph.
 * @throws PlatformError UNKNOWN_PIPELINE; PIPELINE_IN_USE that names the projects which import it.
 */
export default async function pipelineRemove(
  tree: Tree,
  { name }: { readonly name: string },
  readGraph: () => Promise<Graph> = createProjectGraphAsync,
): Promise<void> {
  if (!readManifest(tree, name)) throw unknown(tree, name);
  const dependents = dependentsOf(name, await readGraph());
  if (dependents.length > 0) throw inUse(name, dependents);
  const { contracts, spark, catalog } = layoutOf(name);
  for (const path of [contracts, spark, catalog]) tree.delete(path);
  syncCodeOwners(tree);
  logger.info(farewell(name));
}

function unknown(tree: Tree, name: string): PlatformError {
  return new PlatformError({
    code: 'UNKNOWN_PIPELINE',
    message: `there is no pipeline "${name}"; there are: ${pipelinesOf(tree)
      .map((pipeline) => pipeline.name)
      .join(', ')}`,
    exitCode: 2,
  });
}

function inUse(name: string, dependents: readonly string[]): PlatformError {
  return new PlatformError({
    code: 'PIPELINE_IN_USE',
    message: [
      `pipeline "${name}": nothing was changed, other projects import it`,
      ...dependents.map((project) => `- ${project}`),
      `Remove their imports of @clickstream/${layoutOf(name).project} first.`,
    ].join('\n'),
    exitCode: 2,
  });
}
