import type { Tree } from '@nx/devkit';
import { PIPELINES_DIR, parseManifest, type PipelineManifest } from '@clickstream/pipeline';

export const manifestPath = (name: string): string => `${PIPELINES_DIR}/${name}/pipeline.json`;

/**
 * The pipelines of a tree, sorted by name.
 *
 * @throws PlatformError BAD_MANIFEST with every violation of the first bad one.
 */
export function pipelinesOf(tree: Tree): PipelineManifest[] {
  return tree
    .children(PIPELINES_DIR)
    .sort()
    .flatMap((folder) => readManifest(tree, folder) ?? []);
}

/** @returns Undefined when there is no such pipeline. */
export function readManifest(tree: Tree, name: string): PipelineManifest | undefined {
  const file = manifestPath(name);
  const text = tree.read(file, 'utf-8');
  return text === null ? undefined : parseManifest(text, file);
}

/** The events of a pipeline by their names, as last compiled. */
export function definedEvents(tree: Tree, name: string): string[] {
  const versions = tree.read(`${PIPELINES_DIR}/${name}/derived/versions.json`, 'utf-8');
  return versions === null ? [] : Object.keys(JSON.parse(versions) as object);
}
