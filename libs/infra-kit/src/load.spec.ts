import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadPipelineStacks } from './load';

const kit = resolve(__dirname, 'index');
let workspace: string;
beforeEach(() => (workspace = mkdtempSync(join(tmpdir(), 'stacks-'))));
afterEach(() => rmSync(workspace, { recursive: true }));

const stackOf = (name: string): string =>
  `import { definePipelineStack } from ${JSON.stringify(kit)};
   export default definePipelineStack({ manifest: { name: '${name}', owner: '@acme/x' } });`;

function pipeline(name: string, stack?: string): void {
  const root = join(workspace, 'libs/pipelines', name);
  mkdirSync(join(root, 'infra'), { recursive: true });
  writeFileSync(join(root, 'pipeline.json'), JSON.stringify({ name, owner: '@acme/x' }));
  if (stack !== undefined) writeFileSync(join(root, 'infra/stack.ts'), stack);
}

describe('the stacks of a workspace', () => {
  it('are found by their manifests, sorted', async () => {
    pipeline('orders', stackOf('orders'));
    pipeline('clicks', stackOf('clicks'));
    const stacks = await loadPipelineStacks(workspace);
    expect(stacks.map((stack) => stack.pipeline)).toEqual(['clicks', 'orders']);
  });

  it.each([
    ['is missing', undefined, /pipeline "orders" has no stack/],
    ['exports something else', 'export default {};', /not a pipeline stack/],
    ['is a copy of a neighbour', stackOf('clicks'), /of pipeline "clicks" and not of "orders"/],
  ])('are refused when one %s', async (_, stack, message) => {
    pipeline('orders', stack);
    await expect(loadPipelineStacks(workspace)).rejects.toMatchObject({
      code: 'BAD_STACK',
      message: expect.stringMatching(message),
      where: join(workspace, 'libs/pipelines/orders/infra/stack.ts'),
    });
  });
});
