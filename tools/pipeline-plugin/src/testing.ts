import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import pipeline from './generators/pipeline/generator';
import type { PipelineOptions } from './generators/pipeline/options';

export const workspace = join(__dirname, '../../..');

/** A workspace without projects. */
export function emptyWorkspace(): Tree {
  const tree = createTree();
  tree.write('nx.json', '{}');
  tree.write('package.json', '{}');
  return tree;
}

export const ORDERS = { name: 'orders', owner: '@acme/checkout' } as const;

// Jest cannot load Prettier, an ES module. That the generated files are formatted is shown end to end.
process.env['NX_SKIP_FORMAT'] = 'true';

/** Runs the generator without its side effects. @returns What it said. */
export async function generate(tree: Tree, options: Partial<PipelineOptions> = {}): Promise<string> {
  const said = jest.spyOn(console, 'info').mockImplementation();
  try {
    await pipeline(tree, { ...ORDERS, ...options });
    return said.mock.calls.flat().join('\n');
  } finally {
    said.mockRestore();
  }
}

/** All files of a tree below some folders, by path. */
export function filesIn(tree: Tree, ...folders: string[]): Record<string, string> {
  const inside = (path: string): string[] =>
    tree.isFile(path) ? [path] : tree.children(path).flatMap((child) => inside(join(path, child)));
  const paths = folders.filter((folder) => tree.exists(folder)).flatMap(inside);
  return Object.fromEntries(paths.sort().map((path) => [path, tree.read(path, 'utf-8') as string]));
}
