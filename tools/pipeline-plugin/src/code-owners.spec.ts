import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { CODE_OWNERS, syncCodeOwners, withPipelines } from './code-owners';
import { manifestPath } from './pipelines';

const orders = { name: 'orders', owner: '@acme/checkout' };

it('adds a section with every path of a pipeline behind what is there', () => {
  expect(withPipelines('* @acme/data-platform\n', [orders])).toBe(
    [
      '* @acme/data-platform',
      '',
      '# Pipelines: made from their pipeline.json by `npx nx sync`; do not edit down to the end mark.',
      '/libs/pipelines/orders/ @acme/checkout',
      '/spark/pipelines/orders/ @acme/checkout',
      '/docs/events/orders.md @acme/checkout',
      '# End of the pipelines.',
      '',
    ].join('\n'),
  );
});

it('replaces its section and nothing else', () => {
  const text = `${withPipelines('# ours\n* @acme/a\n', [orders])}/docs/ @acme/writers\n`;
  const moved = withPipelines(text, [{ name: 'orders', owner: '@acme/sales' }]);
  expect(moved).toBe(text.replaceAll('@acme/checkout', '@acme/sales'));
  expect(withPipelines(moved, [orders])).toBe(text);
});

it('takes the owners from the manifests, and writes nothing when nothing changed', () => {
  const tree = createTreeWithEmptyWorkspace();
  tree.write(manifestPath('orders'), JSON.stringify(orders));
  syncCodeOwners(tree);
  expect(tree.read(CODE_OWNERS, 'utf-8')).toContain('/spark/pipelines/orders/ @acme/checkout\n');
  const write = jest.spyOn(tree, 'write');
  syncCodeOwners(tree);
  expect(write).not.toHaveBeenCalled();
});
