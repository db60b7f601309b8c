import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMirror, validateStack } from '@clickstream/infra-kit';
import { readEnvironment } from '../src/environment';
import { synthesise } from '../src/session';
import { workspace } from './infra-cli';

const mirror = findMirror({ chosen: process.env['TF_PLUGIN_MIRROR'], root: '/', home: homedir() });

let outdir: string;
beforeAll(() => (outdir = mkdtempSync(join(tmpdir(), 'validate-'))));
afterAll(() => rmSync(outdir, { recursive: true }));

it('has stacks of prod that Terraform and the AWS provider find valid', async () => {
  const stacks = await synthesise(workspace, readEnvironment(workspace, 'prod'), {
    outdir,
    deleteData: false,
  });
  // The provider of Snowflake cannot be had everywhere; that of AWS judges the others.
  const ofAws = stacks.filter(({ name }) => name !== 'snowflake');
  expect(ofAws.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['iam', 'storage', 'cicd', 'msk', 'emr', 'pipeline-clickstream']),
  );
  for (const { folder } of ofAws) await validateStack(folder, mirror);
});
