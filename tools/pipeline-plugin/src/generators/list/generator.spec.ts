import { emptyWorkspace, generate } from '../../testing';
import pipelineList from './generator';

async function list(options: { json?: boolean }): Promise<string> {
  const tree = emptyWorkspace();
  await generate(tree, { name: 'web-shop', owner: '@acme/web', retention: '7d' });
  await generate(tree);
  tree.write('libs/pipelines/orders/derived/versions.json', '{ "item_added": {} }');
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    pipelineList(tree, options);
    return printed.mock.calls.map(([text]) => text).join('');
  } finally {
    printed.mockRestore();
  }
}

it('prints JSON for machines, sorted by name, with every default filled in', async () => {
  expect(JSON.parse(await list({ json: true }))).toMatchObject([
    { name: 'orders', owner: '@acme/checkout', topic: { partitions: 4 }, events: ['item_added'] },
    { name: 'web-shop', topic: { retentionMs: 604_800_000 }, root: 'libs/pipelines/web-shop', events: [] },
  ]);
});

it('prints a table for people', async () => {
  expect(await list({})).toMatch(/orders +│ @acme\/checkout +│ 4 +│ 48h +│ item_added/);
});
