import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePipelineStack } from './define';
import { synthPipelineStacks } from './synth';
import { sampleEnvironment } from './sample';

it('writes each pipeline into a folder that carries its name', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const stacks = ['orders', 'web-shop'].map((name) =>
      definePipelineStack({ manifest: { name, owner: '@acme/x' } }),
    );
    const written = synthPipelineStacks(stacks, sampleEnvironment, outdir);
    expect(written).toEqual([
      { pipeline: 'orders', folder: join(outdir, 'stacks/pipeline-orders') },
      { pipeline: 'web-shop', folder: join(outdir, 'stacks/pipeline-web-shop') },
    ]);
    expect(written.every(({ folder }) => existsSync(join(folder, 'cdk.tf.json')))).toBe(true);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
