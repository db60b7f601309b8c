import type { Tree } from '@nx/devkit';
import { syncCodeOwners } from '../../code-owners';
import { readDerived } from '../../derived/files';
import { layoutOf } from '../../graph/layout';
import { pipelinesOf } from '../../pipelines';

/** Brings CODEOWNERS and the files derived from contracts up to date; `nx sync:check` fails when that changes any. */
export default function pipelineSync(tree: Tree): { outOfSyncMessage: string } {
  syncCodeOwners(tree);
  const names = pipelinesOf(tree).map(({ name }) => name);
  const derived = readDerived(tree.root, names);
  for (const [path, text] of Object.entries(derived)) {
    if (tree.read(path, 'utf-8') !== text) tree.write(path, text);
  }
  for (const name of names) deleteStale(tree, `${layoutOf(name).contracts}/derived`, derived);
  return {
    outOfSyncMessage: 'CODEOWNERS or files derived from the contracts of a pipeline are out of date.',
  };
}

function deleteStale(tree: Tree, folder: string, derived: Readonly<Record<string, string>>): void {
  for (const child of tree.children(folder)) {
    const path = `${folder}/${child}`;
    if (!tree.isFile(path)) deleteStale(tree, path, derived);
    else if (!(path in derived)) tree.delete(path);
  }
}
