import { CODE_OWNERS } from '../../code-owners';
import { emptyWorkspace, filesIn, generate } from '../../testing';
import pipelineRemove from './generator';

const FOLDERS = ['libs', 'spark', 'docs', '.github'];
const graph = (dependencies: Record<string, string[]>) => (): Promise<never> =>
  Promise.resolve({
    dependencies: Object.fromEntries(
      Object.entries(dependencies).map(([source, targets]) => [
        source,
        targets.map((target) => ({ target })),
      ]),
    ),
  } as never);
const alone = graph({ 'spark-orders': ['pipeline-orders'], infra: ['pipeline-orders'] });

async function remove(
  tree: ReturnType<typeof emptyWorkspace>,
  readGraph = alone,
  name = 'orders',
): Promise<string> {
  const said = jest.spyOn(console, 'info').mockImplementation();
  try {
    await pipelineRemove(tree, { name }, readGraph);
    return said.mock.calls.flat().join('\n');
  } finally {
    said.mockRestore();
  }
}

it('takes back all that the generator made, and what was derived since', async () => {
  const tree = emptyWorkspace();
  await generate(tree, { name: 'web-shop' });
  const before = filesIn(tree, ...FOLDERS);
  await generate(tree);
  tree.write('docs/events/orders.md', '# Events of orders\n');
  tree.write('libs/pipelines/orders/contracts/item_added/1.0.0.json', '{}');
  await remove(tree);
  expect(filesIn(tree, ...FOLDERS)).toEqual(before);
});

it('prints the commands that would delete the data, with the names that each target knows', async () => {
  const tree = emptyWorkspace();
  tree.write(CODE_OWNERS, '* @acme/data-platform\n');
  await generate(tree, { name: 'web-shop' });
  expect(await remove(tree, alone, 'web-shop')).toMatchInlineSnapshot(`
    "The code of pipeline web-shop is gone; its data stays. Stop its job and its producers before you commit.
    To delete the data as well, which nothing brings back, in each environment:

      infrastructure, from a commit that still has the pipeline
        npx nx run infra:destroy --pipeline web-shop --env <environment>
      topic
        kafka-topics.sh --bootstrap-server <brokers> --delete --topic web-shop
      tables, in Spark SQL
        DROP TABLE lake.<namespace>.raw_web_shop PURGE;
        DROP TABLE lake.<namespace>.events_web_shop PURGE;
        DROP TABLE lake.<namespace>.set_aside_web_shop PURGE;
        DROP TABLE lake.<namespace>.duplicates_web_shop PURGE;
        DROP TABLE lake.<namespace>.sessions_web_shop PURGE;
        DROP TABLE lake.<namespace>.metrics_minute_web_shop PURGE;
      checkpoints
        aws s3 rm --recursive s3://<checkpoints>/spark/job=web-shop/
      warehouse
        DROP SCHEMA web_shop CASCADE;
    "
  `);
});

it('refuses while other projects import it, and names them', async () => {
  const tree = emptyWorkspace();
  await generate(tree);
  const before = filesIn(tree, ...FOLDERS);
  const used = graph({ producer: ['pipeline-orders'], 'spark-web-shop': ['spark-orders'], cli: ['errors'] });
  await expect(remove(tree, used)).rejects.toThrow('- producer\n- spark-web-shop\n');
  expect(filesIn(tree, ...FOLDERS)).toEqual(before);
});

it('names the pipelines there are when one is unknown', async () => {
  const tree = emptyWorkspace();
  await generate(tree);
  await expect(remove(tree, alone, 'nope')).rejects.toThrow('there is no pipeline "nope"; there are: orders');
});
