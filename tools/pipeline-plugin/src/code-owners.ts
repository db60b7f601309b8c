import type { Tree } from '@nx/devkit';
import { layoutOf } from './graph/layout';
import { pipelinesOf } from './pipelines';

export const CODE_OWNERS = '.github/CODEOWNERS';

const BEGIN =
  '# Pipelines: made from their pipeline.json by `npx nx sync`; do not edit down to the end mark.';
const END = '# End of the pipelines.';

interface Owned {
  readonly name: string;
  readonly owner: string;
}

/** Brings the lines of the pipelines up to date; every other line stays as it is. */
export function syncCodeOwners(tree: Tree): void {
  const before = tree.read(CODE_OWNERS, 'utf-8') ?? '';
  const after = withPipelines(before, pipelinesOf(tree));
  if (after !== before) tree.write(CODE_OWNERS, after);
}

/** The text with the section of the pipelines replaced, or added at its end: there the last match wins. */
export function withPipelines(text: string, pipelines: readonly Owned[]): string {
  const section = [BEGIN, ...pipelines.flatMap(linesOf), END].join('\n');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) return `${text.trimEnd()}\n\n${section}\n`.trimStart();
  return text.slice(0, begin) + section + text.slice(end + END.length);
}

function linesOf({ name, owner }: Owned): string[] {
  const { contracts, spark, catalog } = layoutOf(name);
  return [`/${contracts}/ ${owner}`, `/${spark}/ ${owner}`, `/${catalog} ${owner}`];
}
