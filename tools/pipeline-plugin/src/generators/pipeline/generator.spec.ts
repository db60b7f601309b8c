import { FsTree } from 'nx/src/generators/tree';
import { CODE_OWNERS } from '../../code-owners';
import { emptyWorkspace, filesIn, generate, workspace } from '../../testing';

const FOLDERS = ['libs', 'spark', 'docs', '.github'];
const EXAMPLE = 'libs/pipelines/orders/src/events/item-added.ts';

describe('a new pipeline', () => {
  it('has these files', async () => {
    const tree = emptyWorkspace();
    await generate(tree);
    expect(filesIn(tree, ...FOLDERS)).toMatchSnapshot();
  });

  it('says what it is in the words of the platform', async () => {
    expect(await generate(emptyWorkspace(), { partitions: 12, retention: '7d' })).toMatchInlineSnapshot(`
      "Pipeline orders (new)
        owner      @acme/checkout
        topic      orders: 12 partitions, records kept for 7d
        events     item_added, item_removed
        tables     raw_orders, events_orders, set_aside_orders, duplicates_orders, sessions_orders, metrics_minute_orders
        warehouse  schema orders
        queries    raw, events, set_aside, sessions, metrics_minute
        time       late after 24h, sessions end after 30m, duplicates found within 175h
        stack      libs/pipelines/orders/infra/stack.ts
        projects   pipeline-orders, spark-orders
      "
    `);
  });

  it('keeps what is there already in its folders', async () => {
    const tree = emptyWorkspace();
    tree.write('libs/pipelines/orders/README.md', 'ours');
    const said = await generate(tree);
    expect(tree.read('libs/pipelines/orders/README.md', 'utf-8')).toBe('ours');
    expect(said).toMatch(/Kept, .*:\n {2}libs\/pipelines\/orders\/README.md\n/);
  });

  it('remembers event ids for as long as a longer retention needs', async () => {
    const tree = emptyWorkspace();
    await generate(tree, { retention: '7d' });
    expect(JSON.parse(tree.read('libs/pipelines/orders/pipeline.json', 'utf-8') as string)).toMatchObject({
      topic: { retentionMs: 604_800_000 },
      time: { dedupHorizonMs: 604_800_000 + 6 * 3_600_000 + 3_600_000 },
    });
  });
});

describe('a second call', () => {
  it('changes nothing and says what it kept', async () => {
    const tree = emptyWorkspace();
    await generate(tree);
    const before = filesIn(tree, ...FOLDERS);
    const said = await generate(tree);
    expect(filesIn(tree, ...FOLDERS)).toEqual(before);
    const own = Object.keys(before).filter(
      (file) => /^(libs|spark)\//.test(file) && !/derived|pipeline\.json/.test(file),
    );
    expect(own.filter((file) => !said.includes(`\n  ${file}\n`))).toEqual([]);
  });

  it('changes what an option names and keeps every other byte, whatever the team did', async () => {
    const tree = emptyWorkspace();
    await generate(tree, { partitions: 6 });
    const edited = Object.keys(filesIn(tree, 'libs', 'spark')).filter(
      (file) => !/derived|pipeline\.json|job\.py/.test(file),
    );
    for (const file of edited) tree.write(file, `changed   by the team, ${file}`);
    tree.delete('libs/pipelines/orders/README.md');
    const before = filesIn(tree, 'libs', 'spark');

    await generate(tree, { owner: '@acme/sales', lateness: '2h' });

    const { 'libs/pipelines/orders/pipeline.json': manifest, ...rest } = filesIn(tree, 'libs', 'spark');
    expect({
      ...rest,
      'libs/pipelines/orders/pipeline.json': before['libs/pipelines/orders/pipeline.json'],
    }).toEqual(before);
    expect(JSON.parse(manifest as string)).toEqual({
      $schema: '../../pipeline/schemas/pipeline.schema.json',
      name: 'orders',
      owner: '@acme/sales',
      topic: { partitions: 6 },
      time: { latenessMs: 7_200_000 },
    });
    expect(tree.read(CODE_OWNERS, 'utf-8')).toContain('/spark/pipelines/orders/ @acme/sales');
  });

  it('keeps the owner when Nx asks for one and nobody answers', async () => {
    const tree = emptyWorkspace();
    await generate(tree);
    const before = filesIn(tree, ...FOLDERS);
    await generate(tree, { owner: '' });
    expect(filesIn(tree, ...FOLDERS)).toEqual(before);
  });

  it('brings back a file that the platform looks for, and none that is only an example', async () => {
    const tree = emptyWorkspace();
    await generate(tree);
    const before = filesIn(tree, ...FOLDERS);
    for (const file of ['spark/pipelines/orders/job.py', 'libs/pipelines/orders/infra/stack.ts', EXAMPLE])
      tree.delete(file);
    await generate(tree);
    const expected = Object.entries(before).filter(([file]) => file !== EXAMPLE);
    expect(filesIn(tree, ...FOLDERS)).toEqual(Object.fromEntries(expected));
  });
});

it('gives the same pipeline in any order of calls', async () => {
  const [first, second] = [emptyWorkspace(), emptyWorkspace()];
  await generate(first);
  await generate(first, { name: 'web-shop', owner: '@acme/web' });
  await generate(second, { name: 'web-shop', owner: '@acme/web' });
  await generate(second);
  expect(filesIn(first, ...FOLDERS)).toEqual(filesIn(second, ...FOLDERS));
});

describe('clickstream, the first output', () => {
  it('stays as it is when it is generated again', async () => {
    const tree = new FsTree(workspace, false);
    await generate(tree, { name: 'clickstream', owner: undefined });
    expect(tree.listChanges().map(({ path }) => path)).toEqual([]);
  });

  it('has every file that the generator makes; only what its team writes differs', async () => {
    const tree = emptyWorkspace();
    await generate(tree, { name: 'clickstream', owner: '@acme/web-analytics', events: 'page_view' });
    const real = new FsTree(workspace, false);
    const made = filesIn(tree, 'libs', 'spark');
    const missing = Object.keys(made).filter((file) => !real.exists(file));
    const different = Object.keys(made).filter((file) => real.read(file, 'utf-8') !== made[file]);
    // The demo feeds it with real web traffic.
    expect(missing).toEqual(['libs/pipelines/clickstream/fixtures/sample.ndjson']);
    expect(different).toEqual([
      'libs/pipelines/clickstream/README.md',
      'libs/pipelines/clickstream/derived/versions.json',
      'libs/pipelines/clickstream/fixtures/sample.ndjson',
      'libs/pipelines/clickstream/fixtures/vectors/handwritten.jsonl',
      'libs/pipelines/clickstream/src/contract.spec.ts',
      'libs/pipelines/clickstream/src/events/page-view.ts',
      'libs/pipelines/clickstream/src/index.ts',
      'spark/pipelines/clickstream/tests/test_clickstream.py',
    ]);
  });
});
