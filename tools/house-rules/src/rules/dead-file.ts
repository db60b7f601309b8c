import { anyOf, matching, tests } from '../areas';
import { modulesOf, type Modules } from '../modules';
import type { SourceFile } from '../repository';
import type { Rule } from '../rule';

/** Files that are found by convention, by a runner or through a manifest: nothing imports them. */
const started = anyOf(
  tests,
  matching(/(^|\/)main\.(ts|mjs|py)$/),
  matching(/(^|\/)(__init__|__main__)\.py$/),
  matching(/^spark\/pipelines\/[\w-]+\/job\.py$/),
  matching(/^libs\/pipelines\/[\w-]+\/(src\/index|infra\/stack)\.ts$/),
  matching(/(^|\/)(jest|eslint)\.config\.[cm]?[jt]s$/),
);

export const deadFile: Rule = {
  name: 'dead-file',
  bans: 'a file that no program reaches',
  because: 'is reached from no program (what only its own spec imports is dead too)',
  instead: 'delete it, or use it',
  check(repository) {
    const programs = repository.files.filter((file) => file.facts);
    const modules = modulesOf(repository);
    const entries = programs
      .filter((file) => started(file.path) && !tests(file.path))
      .map((file) => file.path);
    const named = repository.files
      .filter((file) => !file.facts && isConfiguration(file))
      .flatMap(namedBy(modules));
    const alive = reach(new Map(programs.map((file) => [file.path, file])), [...entries, ...named], modules);
    return programs
      .filter((file) => !alive.has(file.path) && !tests(file.path))
      .map((file) => ({ path: file.path, line: 1, found: 'the file' }));
  },
  bad: [
    { 'libs/a/src/a.ts': 'export const a = 1;' },
    {
      'libs/a/src/a.ts': 'export const a = 1;',
      'libs/a/src/a.spec.ts': "import { a } from './a';\nit('a', () => expect(a).toBe(1));",
    },
    { 'apps/a/src/main.ts': "import './b';", 'apps/a/src/b.ts': '', 'apps/a/src/c.ts': "import './b';" },
    { 'spark/p/__main__.py': 'import time\n', 'spark/p/__init__.py': '', 'spark/p/time.py': '' },
  ],
  good: [
    {
      'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@x/a": ["./libs/a/src/index.ts"] } } }',
      'libs/a/src/index.ts': "export { a } from './a';",
      'libs/a/src/a.ts': 'export const a = 1;',
    },
    { 'tools/p/generators.json': '{ "factory": "./src/generator" }', 'tools/p/src/generator.ts': '' },
    { 'apps/a/src/main.ts': "fork(join(__dirname, './worker.ts'));", 'apps/a/src/worker.ts': '' },
    {
      'spark/p/__init__.py': '',
      'spark/p/__main__.py': 'from .b import go\nimport p.c\n',
      'spark/p/b.py': '',
      'spark/p/c.py': '',
    },
    { 'apps/a/src/main.ts': "spawn('python', ['-m', 'p.job']);", 'spark/p/job.py': '' },
    { 'libs/pipelines/p/infra/stack.ts': 'export default 1;' },
    { 'libs/a/testing/fake.ts': 'export const fake = 1;' },
  ],
};

const isConfiguration = (file: SourceFile): boolean => !/\.(md|sql)$/.test(file.path);

/** The programs that a configuration file names by path. */
const namedBy =
  (modules: Modules) =>
  (file: SourceFile): string[] =>
    (file.text.match(/[\w@.{}/-]*[\w/-]/g) ?? []).flatMap((word) => modules.path(file.path, word));

function reach(programs: Map<string, SourceFile>, entries: string[], modules: Modules): Set<string> {
  const alive = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (alive.has(path)) continue;
    alive.add(path);
    const file = programs.get(path);
    if (file) open.push(...usedBy(file, modules));
  }
  return alive;
}

/** What a program imports, and what it names in its strings: workers, scripts, Python modules to be started. */
function usedBy({ path, facts }: SourceFile, modules: Modules): string[] {
  const imports = (facts?.imports ?? []).flatMap(({ module }) =>
    path.endsWith('.py') ? modules.python(path, module) : modules.path(path, module),
  );
  const named = (facts?.strings ?? []).flatMap(({ text }) =>
    /^[\w@./-]+$/.test(text) ? [...modules.path(path, text), ...modules.python(path, text)] : [],
  );
  return [...imports, ...named];
}
