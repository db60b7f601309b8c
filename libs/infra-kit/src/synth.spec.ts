import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { predecessorsOf } from '@clickstream/infra-order';
import { definePipelineStack } from './define';
import { infraEnvironmentSchema } from './environment';
import { sampleEnvironment } from './sample';
import { synthEnvironment } from './synth';

let outdir: string;
beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'synth-'))));
afterEach(() => rmSync(outdir, { recursive: true }));

const stacks = ['orders', 'web-shop'].map((name) =>
  definePipelineStack({ manifest: { name, owner: '@acme/x' } }),
);

it('writes each stack into a folder of its own, with the order of the contract', () => {
  const written = synthEnvironment(sampleEnvironment, stacks, { outdir, deleteData: false });
  expect(written.map(({ name }) => name)).toEqual([
    'iam',
    'storage',
    'cicd',
    'msk',
    'emr',
    'snowflake',
    'pipeline-orders',
    'pipeline-web-shop',
  ]);
  for (const { name, folder, after } of written) {
    expect(folder).toBe(join(outdir, 'stacks', name));
    expect(existsSync(join(folder, 'cdk.tf.json'))).toBe(true);
    expect([...after].sort()).toEqual(predecessorsOf(name).sort());
  }
});

it('refuses an environment with a mistake, and one with a key it does not know', () => {
  const synth = (environment: object) =>
    synthEnvironment(environment as typeof sampleEnvironment, [], { outdir, deleteData: false });
  expect(() => synth({ ...sampleEnvironment, account: '1' })).toThrow(/12 digits/);
  expect(() => synth({ ...sampleEnvironment, secretAccessKey: 'x' })).toThrow(/secretAccessKey/);
});

it('takes an environment that does not know Snowflake yet', () => {
  const { snowflake, ...rest } = sampleEnvironment;
  expect(
    infraEnvironmentSchema.safeParse({ ...rest, snowflake: { account: snowflake.account } }).success,
  ).toBe(true);
});
