import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@clickstream/config';
import { runCli } from '@clickstream/cli';
import { snowflakeAccount } from '@clickstream/snowflake-account';
import { loaderCli } from './cli';
import { scriptSchema, type Script } from './outputs';

const PLACE = ['--lake', 's3://lake-prod', '--aws-role', 'arn:aws:iam::333333333333:role/snowflake'];
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'account-'))));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: string[]): Promise<Outcome> {
  const out = { stdout: '', stderr: '' };
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out.stdout += String(text))));
  const io = { stderr: { write: (text: string) => (out.stderr += text) } };
  const code = await runCli(loaderCli(new AbortController().signal), args, io);
  return { code, ...out };
}

const statements = ({ stdout }: Outcome): string[] =>
  (scriptSchema.parse(JSON.parse(stdout)) satisfies Script).sections.flatMap((section) => section.statements);

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

it('prints the set-up of an account with the public keys alone, for every pipeline', async () => {
  const keys = ['--public-key', file('a.pub', publicKey), '--second-public-key', file('b.pub', publicKey)];
  const all = statements(await run('setup', '--env', 'prod', ...PLACE, ...keys, '--json'));
  const body = publicKey.split('\n').slice(1, -2).join('');
  expect(all).toContain(`ALTER USER CLICKSTREAM_LOADER SET RSA_PUBLIC_KEY = '${body}'`);
  expect(all).toContain(`ALTER USER CLICKSTREAM_LOADER SET RSA_PUBLIC_KEY_2 = '${body}'`);
  expect(
    all.filter((sql) => sql.includes("STORAGE_AWS_EXTERNAL_ID = 'clickstream-prod-333333333333'")),
  ).toEqual([expect.stringContaining('CREATE STORAGE INTEGRATION')]);
  expect(all).toContain('CREATE SCHEMA IF NOT EXISTS CLICKSTREAM_PROD.CLICKSTREAM WITH MANAGED ACCESS');
});

it('refuses a private key where a public one belongs, and does not show it', async () => {
  const outcome = await run('setup', ...PLACE, '--public-key', file('key.pem', privateKey));
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/^PUBLIC_KEY_UNUSABLE {2}it is no public RSA key in PEM/);
  expect(outcome.stdout + outcome.stderr).not.toContain(privateKey.split('\n')[1]);
});

it('prints the external mode, its watch and its recovery, for the tables that would be loaded', async () => {
  const sources = ['events', 'set_aside', 'sessions', 'metrics_minute', 'duplicates'];
  const [create, watch, recover] = [
    statements(await run('external', '--env', 'prod', ...PLACE, '--json')),
    statements(await run('external', 'watch', '--env', 'prod', ...PLACE, '--json')),
    statements(await run('external', 'recover', '--env', 'prod', ...PLACE, '--json')),
  ];
  for (const source of sources) {
    expect(create.filter((sql) => sql.includes(`CATALOG_TABLE_NAME = '${source}_clickstream'`))).toHaveLength(
      1,
    );
    expect(
      create.filter((sql) =>
        sql.startsWith(`CREATE OR REPLACE VIEW "CLICKSTREAM"."${source.toUpperCase()}" `),
      ),
    ).toHaveLength(1);
  }
  // The role in AWS trusts these ids before there is anything in Snowflake.
  expect(
    create.filter((sql) => /(STORAGE_AWS|SIGV4)_EXTERNAL_ID = 'clickstream-prod-333333333333'/.test(sql)),
  ).toEqual([expect.stringContaining('EXTERNAL VOLUME'), expect.stringContaining('CATALOG INTEGRATION')]);
  expect(watch).toHaveLength(sources.length);
  expect(recover.map((sql) => sql.split(' ').slice(-3).join(' ')).slice(0, 3)).toEqual([
    'AUTO_REFRESH = FALSE',
    expect.stringMatching(/ REFRESH$/),
    'AUTO_REFRESH = TRUE',
  ]);
});

it.each([
  ['a bucket that is none', ['--lake', 'lake', ...PLACE.slice(2)]],
  ['a role that is none', [...PLACE.slice(0, 2), '--aws-role', "x'; DROP"]],
  ['no place at all', []],
])('refuses %s', async (_, place) => {
  expect((await run('setup', ...place)).code).toBe(2);
});

it.each(['dev', 'staging', 'prod'])(
  'has the settings of %s say the names that set-up makes',
  (environment) => {
    const { warehouse } = loadConfig({ environment, workspace: folder, env: {} });
    const { users, roles, warehouses, database } = snowflakeAccount(environment);
    expect(warehouse).toMatchObject({
      ...{ user: users.loader, role: roles.loader, virtualWarehouse: warehouses.loading.name, database },
    });
  },
);
