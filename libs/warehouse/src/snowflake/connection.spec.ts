import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PlatformError } from '@clickstream/errors';
import {
  failed,
  rows,
  scriptedSnowflake,
  type Asked,
  type Reply,
  type ScriptedSnowflake,
} from '../testing/scripted-snowflake';
import { withSession, type Session, type SnowflakeSettings } from './connection';
import type { PrivateKey } from './keys';

const WORKSPACE = join(__dirname, '../../../..');
const ASK_ONCE = join(__dirname, '../testing/ask-once.ts');

function newKey(place: string, passphrase?: string): PrivateKey {
  const cipher = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...cipher },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { place, pem: privateKey, ...(passphrase === undefined ? {} : { passphrase }) };
}
const KEY = newKey('warehouse.privateKey');
const SECOND = newKey('warehouse.secondPrivateKey', 'open sesame');
const secretOf = ({ pem }: PrivateKey): string => pem.split('\n')[1] ?? '';

let server: ScriptedSnowflake;
afterEach(() => server.close());

interface Run {
  readonly script?: (asked: Asked) => Reply | undefined;
  readonly keys?: readonly PrivateKey[];
  readonly deadlineMs?: number;
  readonly work?: (session: Session) => Promise<unknown>;
}

/** Opens a session with a scripted server and answers what came of it, and what was asked but for the usual frame. */
async function run({
  script = () => undefined,
  keys = [KEY],
  deadlineMs = 400,
  work = () => Promise.resolve(),
}: Run) {
  server = await scriptedSnowflake(script);
  const settings: SnowflakeSettings = {
    ...{ account: 'acme', user: 'LOADER', role: 'LOADER', virtualWarehouse: 'LOADING', database: 'D' },
    ...{
      keys,
      tag: { pipeline: 'clickstream', run: '1' },
      accessUrl: server.url,
      statementDeadlineMs: deadlineMs,
    },
  };
  const outcome = await withSession(settings, 'test', work).catch((error: unknown) => error);
  const asked = server.asked.map(({ what }) => what.split(' ').slice(0, 2).join(' '));
  return { outcome, error: outcome as PlatformError, asked };
}

const query = (session: Session): Promise<unknown> => session.query('SELECT 1 AS X');
const onQuery =
  (...replies: (Reply | undefined)[]) =>
  ({ what, before }: Asked): Reply | undefined =>
    what === 'SELECT 1 AS X' ? (before < replies.length ? replies[before] : replies.at(-1)) : undefined;

describe('a session with Snowflake', () => {
  it('is opened, set up, used and closed, one statement after another', async () => {
    const { outcome, asked } = await run({
      script: onQuery(rows(['X'], ['9007199254740993'])),
      work: query,
    });
    expect(outcome).toEqual([{ X: '9007199254740993' }]);
    expect(asked).toEqual(['login', 'ALTER SESSION', 'SELECT 1', 'close']);
  });

  it('has one statement at a time, however many are asked at once', async () => {
    const underWay: number[] = [];
    const { outcome } = await run({
      script: ({ what }) => {
        if (what.startsWith('SELECT')) underWay.push(server.open());
        return undefined;
      },
      work: (session) =>
        Promise.all(['SELECT 1 AS X', 'SELECT 2 AS X', 'SELECT 3 AS X'].map((sql) => session.query(sql))),
    });
    expect([outcome, underWay]).toEqual([
      [[], [], []],
      [1, 1, 1],
    ]);
  });

  it('gives no value where there is none, also for a number', async () => {
    const numbers = { kind: 'rows', type: 'fixed', columns: ['X'], rows: [[null]] } as const;
    const { outcome } = await run({ script: onQuery(numbers), work: query });
    expect(outcome).toEqual([{ X: null }]);
  });

  it('says whose login was refused and what to check, asks once, and never shows the key', async () => {
    const { error, asked } = await run({
      script: ({ what }) => (what === 'login' ? failed('390144', 'JWT token is invalid.') : undefined),
    });
    expect(error).toMatchObject({ code: 'WAREHOUSE_REFUSED', where: 'user LOADER of account acme' });
    expect(error.oneLine()).toMatch(/JWT token is invalid.*warehouse\.privateKey/);
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(secretOf(KEY));
    expect(asked).toEqual(['login']);
  });

  it('tries the second key of a rotation, also an encrypted one, when the first is refused', async () => {
    const { outcome, asked } = await run({
      keys: [KEY, SECOND],
      script: ({ what, before }) =>
        what === 'login' && before === 0 ? failed('390144', 'JWT token is invalid.') : undefined,
      work: () => Promise.resolve('done'),
    });
    expect(outcome).toBe('done');
    expect(asked).toEqual(['login', 'login', 'ALTER SESSION', 'close']);
  });

  it('does not try the second key when it is not the key that is refused', async () => {
    const { error, asked } = await run({
      keys: [KEY, SECOND],
      script: ({ what }) => (what === 'login' ? failed('390189', 'Role LOADER is not granted.') : undefined),
    });
    expect(error.code).toBe('WAREHOUSE_REFUSED');
    expect(asked).toEqual(['login']);
  });

  it.each([
    ['without its passphrase', { ...SECOND, passphrase: undefined }, 'encrypted, and no passphrase'],
    ['with another passphrase', { ...SECOND, passphrase: 'wrong' }, 'the passphrase does not open'],
    ['that is cut', { ...KEY, pem: KEY.pem.slice(0, 400) + '-----END PRIVATE KEY-----' }, 'damaged'],
    ['that is something else', { ...KEY, pem: 'hunter2' }, 'no private key in PEM'],
  ])('refuses a key %s before it asks anybody, and does not show it', async (_, key, reason) => {
    const { error, asked } = await run({ keys: [key as PrivateKey] });
    expect(error).toMatchObject({ code: 'SECRET_UNUSABLE', exitCode: 2, where: key.place });
    expect(error.message).toContain(reason);
    expect(error.oneLine()).not.toContain(secretOf(key as PrivateKey) || 'hunter2');
    expect(asked).toEqual([]);
  });

  it('renews an expired token and goes on', async () => {
    const { outcome, asked } = await run({
      script: onQuery(failed('390112', 'Your session has expired.'), rows(['X'], ['1'])),
      work: query,
    });
    expect(outcome).toEqual([{ X: '1' }]);
    expect(asked).toEqual(['login', 'ALTER SESSION', 'SELECT 1', 'renew', 'SELECT 1', 'close']);
  });

  it('is lost, to be tried anew, when the token cannot be renewed', async () => {
    const { error } = await run({
      script: (asked) =>
        asked.what === 'renew'
          ? failed('390114', 'Authentication token has expired.')
          : onQuery(failed('390112', 'Your session has expired.'))(asked),
      work: query,
    });
    expect(error).toMatchObject({ code: 'WAREHOUSE_LOST', retry: 'backoff' });
  });

  it.each([
    ['a 503', { kind: 'status', status: 503 }],
    ['an answer that is cut', { kind: 'cut' }],
  ] as const)(
    'gets the answer that %s hid: the driver asks again under the same request id',
    async (_, trouble) => {
      const { outcome } = await run({
        script: onQuery(trouble, rows(['X'], ['1'])),
        deadlineMs: 20_000,
        work: query,
      });
      expect(outcome).toEqual([{ X: '1' }]);
      const ids = server.asked
        .filter(({ what }) => what === 'SELECT 1 AS X')
        .map(({ requestId }) => requestId);
      expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    },
  );

  it.each([
    ['errors of the server without end', { kind: 'status', status: 503 }],
    ['no answer', { kind: 'silent' }],
  ] as const)('is lost after %s at its own deadline, and cancels the statement', async (_, trouble) => {
    const { error, asked } = await run({ script: onQuery(trouble), work: query });
    expect(error).toMatchObject({ code: 'WAREHOUSE_LOST', retry: 'backoff' });
    expect(error.oneLine()).toMatch(/no answer in 0.4 s/);
    expect(asked).toContain('cancel');
    expect(asked.at(-1)).toBe('close');
  });

  it('is tried again later when nobody answers the login', async () => {
    const { error } = await run({
      script: ({ what }) => (what === 'login' ? { kind: 'status', status: 503 } : undefined),
    });
    expect(error).toMatchObject({ code: 'WAREHOUSE_UNREACHABLE', retry: 'backoff' });
  });

  it('lets the process end soon after its deadline, although the server never answers', async () => {
    server = await scriptedSnowflake(onQuery({ kind: 'silent' }));
    const child = spawn(process.execPath, ['-r', '@swc-node/register', ASK_ONCE, server.url], {
      env: { ...process.env, SWC_NODE_PROJECT: join(WORKSPACE, 'tsconfig.base.json') },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(KEY.pem);
    let said = 0;
    child.stdout.on('data', () => (said = performance.now()));
    const [code] = await once(child, 'close');
    expect([code, said > 0]).toEqual([0, true]);
    expect(performance.now() - said).toBeLessThan(5_000);
  }, 60_000);
});
