import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENVIRONMENTS, loadConfig } from '@clickstream/config';
import { IMAGES, namesIn } from '@clickstream/infra-kit';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import { readEnvironment } from './environment';

const workspace = resolve(__dirname, '../../..');

describe.each(ENVIRONMENTS.filter((name) => name !== 'local'))('the infrastructure of %s', (name) => {
  const environment = readEnvironment(workspace, name);
  const names = namesIn(environment);
  const config = loadConfig({ environment: name, workspace, env: {} });

  it('is where the programs look for it', () => {
    expect(config).toMatchObject({
      s3: { region: environment.region },
      lake: {
        warehouse: environment.account,
        namespace: 'clickstream',
        rawLocation: `s3://${names.bucket('raw')}`,
      },
      storage: {
        checkpoints: `s3://${names.bucket('checkpoints')}/spark`,
        artifacts: `s3://${names.bucket('artifacts')}`,
      },
      infra: { state: `s3://${names.bucket('state')}` },
    });
  });

  it('has the warehouse that the loader logs in to', () => {
    const account = snowflakeAccount(name);
    expect(config.warehouse).toMatchObject({
      account: environment.snowflake.account,
      database: account.database,
      user: account.users.loader,
      role: account.roles.loader,
      virtualWarehouse: account.warehouses.loading.name,
      privateKey: `aws-secretsmanager:${names.loaderSecret('key')}`,
      // The key that docs/warehouse.md makes is encrypted.
      privateKeyPassphrase: `aws-secretsmanager:${names.loaderSecret('key-passphrase')}`,
    });
  });
});

it('has a repository for every image that docker/ makes, but the local platform’s', () => {
  const images = readdirSync(join(workspace, 'docker'))
    .filter((file) => file.endsWith('.Dockerfile'))
    .map((file) => file.replace('.Dockerfile', ''));
  expect([...IMAGES, 'platform'].sort()).toEqual(images.sort());
});

it('has a network of its own in every environment', () => {
  const networks = ENVIRONMENTS.map((name) => readEnvironment(workspace, name).networkCidr);
  expect(new Set(networks).size).toBe(networks.length);
});

describe('an environment file', () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'environment-'));
    mkdirSync(join(clone, 'apps/infra/environments'), { recursive: true });
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  it.each([
    ['is no JSON', '{', /JSON/],
    ['lacks what it needs', '{"name": "dev"}', /account: .*; region: /],
    ['holds what nobody knows', '{"name": "dev", "secretAccessKey": "x"}', /secretAccessKey/],
  ])('is refused when it %s', (_, content, message) => {
    writeFileSync(join(clone, 'apps/infra/environments/dev.json'), content);
    expect(() => readEnvironment(clone, 'dev')).toThrow(
      expect.objectContaining({
        code: 'BAD_ENVIRONMENT',
        message: expect.stringMatching(message),
        exitCode: 2,
      }),
    );
  });

  it('of another name does not exist', () => {
    expect(() => readEnvironment(clone, 'production')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_ENVIRONMENT', next: 'use one of: local, dev, staging, prod' }),
    );
  });
});
