import { formatFiles, getProjects, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { syncCodeOwners } from '../../code-owners';
import { compileContracts, publishContracts } from '../../derived/files';
import { definedEvents, manifestPath, pipelinesOf, readManifest } from '../../pipelines';
import { writePipeline } from './files';
import type { ManifestDraft } from './manifest';
import type { PipelineOptions } from './options';
import { planPipeline, type Current } from './plan';
import { summaryOf } from './summary';

/**
 * Makes a pipeline, or brings one up to date: a second call changes nothing, and what the team wrote stays.
 *
 * @throws PlatformError PIPELINE_REFUSED with every reason at once; BAD_MANIFEST of any pipeline.
 */
export default async function pipeline(tree: Tree, options: PipelineOptions): Promise<GeneratorCallback> {
  const plan = planPipeline(options, {
    current: currentPipeline(tree, options.name),
    pipelines: pipelinesOf(tree).map(({ name }) => name),
    projects: new Set(getProjects(tree).keys()),
  });
  const kept = writePipeline(tree, plan);
  syncCodeOwners(tree);
  await formatFiles(tree);
  logger.info(summaryOf(plan, kept));
  // A contract has its first version from birth on: there is never a record of a version that nobody published.
  const finish = plan.isNew ? publishContracts : compileContracts;
  return () => finish(tree.root, options.name);
}

function currentPipeline(tree: Tree, name: string): Current | undefined {
  const manifest = readManifest(tree, name);
  if (!manifest) return undefined;
  const draft = JSON.parse(tree.read(manifestPath(name), 'utf-8') as string) as ManifestDraft;
  return { draft, manifest, events: definedEvents(tree, name) };
}
