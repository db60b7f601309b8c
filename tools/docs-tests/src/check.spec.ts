import { wrongIn, type World } from './check-command';
import { Tree, wrongLink } from './check-path';
import { wrongTest } from './check-test';
import { commandsOf } from './commands';
import { readPage, type Fence } from './markdown';
import { tryFence } from './try-fence';

describe('a page', () => {
  const page = readPage(
    'docs/a.md',
    [
      '# How, and why?',
      '```sh run',
      'npm test',
      '```',
      'See `libs/a` and [b](b.md#top).',
      '~~~json',
      '{}',
      '~~~',
    ].join('\n'),
  );

  it('gives fences with language, marks and first line, and what stands outside them', () => {
    expect(page).toEqual({
      path: 'docs/a.md',
      fences: [
        { page: 'docs/a.md', line: 3, text: 'npm test', language: 'sh', marks: ['run'] },
        { page: 'docs/a.md', line: 7, text: '{}', language: 'json', marks: [] },
      ],
      spans: [{ page: 'docs/a.md', line: 5, text: 'libs/a' }],
      tests: [],
      links: [{ page: 'docs/a.md', line: 5, text: 'b.md#top' }],
      anchors: new Set(['how-and-why']),
    });
  });

  it('is refused when a fence stays open', () => {
    expect(() => readPage('a.md', 'text\n```sh\nls')).toThrow('a.md:2');
  });

  it('gives the commands of sh fences, of prompts in console fences, and of prose', () => {
    const text = [
      '```sh',
      '# not a command',
      'cd x && A=1 npm run a -- \\',
      '  --b > out.txt  # comment',
      '```',
      '```console',
      '$ npx nx graph',
      'npm run output',
      '```',
      'Use `npm test` or `nothing`.',
    ];
    expect(commandsOf(readPage('a.md', text.join('\n'))).map(({ line, text }) => [line, text])).toEqual([
      [3, 'npm run a -- --b'],
      [7, 'npx nx graph'],
      [10, 'npm test'],
    ]);
  });
});

describe('a test that a page names', () => {
  const files: Record<string, string> = {
    'a/b.spec.ts': "it('survives kill -9', () => {",
    'c/test_d.py': 'def test_a_batch_is_run_again_without_effect() -> None:',
  };
  const wrong = (text: string): (string | undefined)[] =>
    readPage('docs/a.md', text).tests.map((test) => wrongTest(test.text, (file) => files[file]));

  it('has those words in its title', () => {
    expect(
      wrong('| x | `a/b.spec.ts`, "survives kill"; `c/test_d.py`, "run again without effect" |'),
    ).toEqual([undefined, undefined]);
  });

  it('is found out when it is not there', () => {
    expect(wrong('`a/b.spec.ts`, "survives a flood" and `a/gone.spec.ts`, "x"')).toEqual([
      'no test of a/b.spec.ts is called so',
      'there is no a/gone.spec.ts',
    ]);
  });
});

describe('a command', () => {
  const helps: Record<string, string> = {
    platform: 'Usage: platform [options] [command]\n  -V, --version',
    'platform up': 'Usage: platform up [options]\n  --brokers <n>\n  --json',
    'platform demo': 'Usage: platform demo [options]\n  --keep',
    'platform topics': 'Usage: platform topics [options] [command]',
    'platform topics list': 'Usage: platform topics list [options]\n  --all',
  };
  const world: World = {
    scripts: new Set(['bench', 'demo', 'platform', 'test', 'test:all']),
    targets: new Map([
      ['schema', new Set(['lint', 'test', 'bench'])],
      ['snowflake-loader', new Set(['bench-loader'])],
    ]),
    generators: new Set(['pipeline']),
    exists: (path) => path === 'tools/setup/main.mjs',
    // As commander does: an unknown word gets the help of its parent.
    help: (app, words) =>
      helps[[app, ...words].join(' ')] ?? (app === 'platform' ? helps['platform'] : undefined),
  };

  it.each(
    [
      'npm ci',
      'npm test',
      'npm run test:all',
      'npm run bench -- schema',
      'npm run bench -- loader --json',
      'npm run bench -- --help',
      'npm run demo -- --keep',
      'npm run platform --',
      'npm run platform -- up --brokers 3 --json',
      'npm run platform -- topics list --all',
      'npx nx run schema:test',
      'npx nx test schema',
      'npx nx run-many -t lint test -p schema',
      'npx nx affected --targets=lint,test',
      'nx generate pipeline orders --owner=@acme/checkout',
      'nx graph',
      'node tools/setup/main.mjs setup',
    ].map((command) => command.replace('--help', '')),
  )('passes: %s', (command) => {
    expect(wrongIn(command.trim(), world)).toBeUndefined();
  });

  it.each([
    ['npm publish', 'npm publish is not a command we use'],
    ['npm run nope', 'package.json has no script "nope"'],
    ['npm run bench -- nope', 'there is no bench "nope"'],
    ['npm run demo -- --nope', 'platform demo has no option --nope'],
    ['npm run platform -- nope', 'platform has no command "nope"'],
    ['npm run platform -- up --keep', 'platform up has no option --keep'],
    ['node dist/apps/nope/main.js x', 'nope --help fails'],
    ['node tools/nope.mjs', 'there is no file tools/nope.mjs'],
    ['npx nx run schema:nope', 'there is no target schema:nope'],
    ['npx nx nope schema', 'there is no target schema:nope'],
    ['npx nx run-many -t nope', 'no project has a target "nope"'],
    ['npx nx affected -t lint -p nope', 'there is no project "nope"'],
    ['nx generate nope', 'there is no generator "nope"'],
  ])('is wrong: %s', (command, wrong) => {
    expect(wrongIn(command, world)).toBe(wrong);
  });
});

describe('a path', () => {
  const tree = new Tree(['README.md', 'libs/a/src/index.ts', 'docs/a.md']);

  it.each(['libs/a', 'libs/a/', 'libs/*/src/index.ts', 'libs/<name>/src', 'libs/**/index.ts'])(
    'exists: %s',
    (path) => {
      expect([tree.owns(path), tree.has(path)]).toEqual([true, true]);
    },
  );

  it.each(['libs/b', 'libs/*/test', 'docs/b.md'])('does not exist: %s', (path) => {
    expect([tree.owns(path), tree.has(path)]).toEqual([true, false]);
  });

  it.each(['application/json', '@acme/checkout', 's3://bucket/a', 'libs/a --json', 'README.md'])(
    'is none of ours: %s',
    (text) => expect(tree.owns(text)).toBe(false),
  );

  it('in a link is looked for from the page, with its heading', () => {
    const page = readPage('docs/a.md', '# Top');
    const pages = new Map([[page.path, page]]);
    const links = ['../README.md', '#top', 'a.md#top', 'https://example.com/x', 'b.md', '#nope', '../libs/b'];
    expect(links.map((link) => wrongLink(page, link, pages, tree))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'there is no docs/b.md',
      'docs/a.md has no heading #nope',
      'there is no libs/b',
    ]);
  });
});

describe('a fence', () => {
  const fence = (language: string, text: string, ...marks: string[]): Fence => ({
    page: 'a.md',
    line: 1,
    language,
    marks,
    text,
  });

  const schema = 'schema=tools/docs-tests/fixtures/count.schema.json';

  it.each([
    fence('sh', 'test -f package.json', 'run'),
    fence('sh', 'exit 1'),
    fence('json', '{ "a": 1 }'),
    fence('json', '{ "count": 1 }', schema),
    fence('ts', "import { messageOf } from '@clickstream/errors';\nconst text: string = messageOf(1);"),
  ])('holds: $language $text', (good) => {
    expect(() => tryFence(good)).not.toThrow();
  });

  it.each([
    [fence('sh', 'test -f package.json\nfalse\ntrue', 'run'), 'Command failed'],
    [fence('json', '{ a }'), 'JSON'],
    [fence('json', '{ "count": "1" }', schema), 'data/count must be integer'],
    [fence('ts', "import { nope } from '@clickstream/errors';"), "no exported member 'nope'"],
    [fence('ts', 'const n: number = "a";'), 'not assignable'],
  ])('fails: %j', (bad, message) => {
    expect(() => tryFence(bad)).toThrow(message);
  });
});
