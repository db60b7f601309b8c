import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@clickstream/errors';
import { wrongIn } from './check-command';
import { planned, wrongLink } from './check-path';
import { wrongTest } from './check-test';
import { commandsOf } from './commands';
import covered from './covered.json';
import { readPage, type Fence, type Piece } from './markdown';
import { tryFence } from './try-fence';
import { readTree, readWorld, workspace } from './workspace';

const { tree, files } = readTree();
const world = readWorld(tree, files);
const read = (path: string): string => readFileSync(join(workspace, path), 'utf8');
// The changelog speaks of what there was.
const pages = files
  .filter((file) => file.endsWith('.md') && !file.includes('/files/') && file !== 'CHANGELOG.md')
  .map((path) => readPage(path, read(path)));
const byPath = new Map(pages.map((page) => [page.path, page]));

/** Lines like `README.md:12  npm run nope: there is no ...`, one for each piece that is wrong. */
const problems = (pieces: readonly Piece[], wrong: (text: string) => string | undefined): string[] =>
  pieces.flatMap(({ page, line, text }) => {
    const problem = wrong(text);
    return problem ? [`${page}:${line}  ${text}: ${problem}`] : [];
  });

function wrongInFence(fence: Fence): string[] {
  try {
    tryFence(fence);
    return [];
  } catch (error) {
    return [`${fence.page}:${fence.line}  ${messageOf(error)}`];
  }
}

describe.each(pages)('$path', (page) => {
  it('names only commands, options and targets that exist', () => {
    expect(problems(commandsOf(page), (command) => wrongIn(command, world))).toEqual([]);
  });

  it('links only to what exists', () => {
    expect(problems(page.links, (link) => wrongLink(page, link, byPath, tree))).toEqual([]);
  });

  it('names only files and folders that exist', () => {
    const paths = page.spans.filter(({ text }) => tree.owns(text) && !planned.includes(text));
    expect(problems(paths, (path) => (tree.has(path) ? undefined : 'there is no such path'))).toEqual([]);
  });

  it('names only tests that exist', () => {
    const source = (file: string): string | undefined => (tree.has(file) ? read(file) : undefined);
    expect(problems(page.tests, (test) => wrongTest(test, source))).toEqual([]);
  });

  it('has fences that hold', () => {
    expect(page.fences.flatMap(wrongInFence)).toEqual([]);
  });
});

it('leaves the slow commands to tests that name them', () => {
  const shown = new Set(pages.flatMap(commandsOf).map(({ text }) => text));
  const uncovered = Object.entries(covered)
    .filter(([command]) => shown.has(command))
    .filter(([command, test]) => !tree.has(test) || !read(test).includes(command));
  expect(uncovered).toEqual([]);
});

it('calls planned only what is not there yet', () => {
  expect(planned.filter((path) => tree.has(path))).toEqual([]);
});
