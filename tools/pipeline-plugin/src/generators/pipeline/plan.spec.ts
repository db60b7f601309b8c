import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyWorkspace, generate, workspace } from '../../testing';
import { planPipeline } from './plan';
import { TABLES } from './summary';

/** The reasons of a refusal, one a line. */
async function reasons(...calls: Parameters<typeof generate>[1][]): Promise<string[]> {
  const tree = emptyWorkspace();
  const last = calls.pop();
  for (const call of calls) {
    await generate(tree, call);
    compile(tree);
  }
  const before = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
  const error = await generate(tree, last).then(
    () => undefined,
    (caught: Error & { code?: string }) => caught,
  );
  expect(error?.code).toBe('PIPELINE_REFUSED');
  expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(before);
  return (error?.message ?? '').split('\n').slice(1);
}

/** What the side effect of the generator leaves behind, as far as a second call reads it. */
const compile = (tree: ReturnType<typeof emptyWorkspace>): void =>
  tree.write('libs/pipelines/orders/derived/versions.json', '{ "item_added": {}, "item_removed": {} }');

it('reports every violation at once and changes nothing', async () => {
  expect(
    await reasons({
      name: 'Order--',
      owner: 'checkout',
      partitions: 0,
      retention: 'long',
      lateness: '1.5h',
      events: 'OrderPlaced,text,delete,a_b,a_b',
    }),
  ).toMatchInlineSnapshot(`
    [
      "- name: must be lower-case letters, digits and hyphens, first a letter (S3 prefix, npm name, Terraform id)",
      "- name: must not end in a hyphen or hold two in a row (Kafka topic and table name would collide or read badly)",
      "- owner: a GitHub handle or team, like @acme/checkout",
      "- topic.partitions: Too small: expected number to be >=1",
      "- retention: "long" is no duration; write it like 30m, 48h or 7d",
      "- lateness: "1.5h" is no duration; write it like 30m, 48h or 7d",
      "- events: "OrderPlaced" must be snake_case with at most 63 characters (JSON, columns, file names)",
      "- events: "text" is a word that the code of the pipeline uses already",
      "- events: "delete" is a word that the code of the pipeline uses already",
      "- events: "a_b" is named twice",
    ]
  `);
});

it.each([
  ['loader', 'used by the platform'],
  ['plugin', 'used by the platform'],
  ['order', 'reserved word of SQL'],
  ['class', 'keyword of Python'],
  ['new', 'reserved word of TypeScript'],
  ['a'.repeat(41), 'at most 40 characters'],
])('refuses the name %s', async (name, why) => {
  expect((await reasons({ name })).join('\n')).toContain(why);
});

it('refuses a name whose tables another pipeline has', () => {
  const world = { pipelines: ['web_shop'], projects: new Set<string>() };
  expect(() => planPipeline({ name: 'web-shop', owner: '@acme/web' }, world)).toThrow(
    '- name: pipeline "web_shop" has the same tables',
  );
});

it('refuses a name whose project somebody has', async () => {
  const tree = emptyWorkspace();
  tree.write('libs/other/project.json', '{ "name": "spark-orders" }');
  await expect(generate(tree)).rejects.toThrow('name: there is a project "spark-orders" already');
});

it('needs an owner for a new pipeline only', async () => {
  expect(await reasons({ owner: undefined })).toEqual(['- owner: missing; say --owner=@acme/checkout']);
});

describe('a change that would lose data is refused with its remedy:', () => {
  it.each([
    [{ partitions: 3 }, /^- partitions: 4 cannot become 3: .* Remedy: /],
    [{ retention: '24h' }, /^- retention: 48h cannot become 24h: .* Remedy: /],
    [{ events: 'item_added' }, /^- events: item_removed cannot go: .* Remedy: /],
    [
      { events: 'item_added,item_removed,item_sold' },
      /^- events: item_sold is new.* Remedy: write src\/events\/item-sold.ts/,
    ],
  ])('%j', async (change, refusal) => {
    expect(await reasons({}, change)).toEqual([expect.stringMatching(refusal)]);
  });

  it('another name', async () => {
    const tree = emptyWorkspace();
    await generate(tree);
    tree.write('libs/pipelines/orders/pipeline.json', '{ "name": "sales", "owner": "@acme/checkout" }');
    await expect(generate(tree)).rejects.toThrow('name: is "sales" in the folder of "orders"');
  });
});

it('speaks of the tables that contracts have', () => {
  const contract = JSON.parse(
    readFileSync(join(workspace, 'libs/pipelines/clickstream/derived/contract.json'), 'utf8'),
  ) as { tables: object };
  expect(Object.keys(contract.tables)).toEqual([...TABLES]);
});
