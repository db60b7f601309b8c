import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlatformError } from '@clickstream/errors';
import { withSession, type SnowflakeSettings } from './connection';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const SECRET = privateKey.split('\n')[1] ?? '';

function settings(accessUrl: string): SnowflakeSettings {
  const names = {
    account: 'acme',
    user: 'LOADER',
    role: 'LOADER',
    virtualWarehouse: 'LOADING',
    database: 'D',
  };
  return { ...names, privateKey, accessUrl, statementDeadlineMs: 300 };
}

/** A server that speaks as much of the driver's protocol as a test needs. */
async function withServer<T>(answer: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

const json =
  (body: unknown): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const WRONG_KEY = { success: false, code: '390144', message: 'JWT token is invalid.', data: {} };

describe('a session with Snowflake', () => {
  it('says that the login was refused, whose it was, and what to check; never the key', async () => {
    const error = await withServer(json(WRONG_KEY), (url) =>
      failure(withSession(settings(url), 'test', () => Promise.resolve())),
    );
    expect(error).toMatchObject({ code: 'WAREHOUSE_REFUSED', where: 'user LOADER of account acme' });
    expect((error as PlatformError).oneLine()).toMatch(/JWT token is invalid.*warehouse\.privateKey/);
    expect((error as PlatformError).oneLine()).not.toContain(SECRET);
  });

  it('is tried again later when nobody answers', async () => {
    const port = await withServer(json({}), (url) => Promise.resolve(new URL(url).port));
    const error = await failure(
      withSession(settings(`http://127.0.0.1:${port}`), 'test', () => Promise.resolve()),
    );
    expect(error).toMatchObject({ code: 'WAREHOUSE_UNREACHABLE', retry: 'backoff' });
  });
});
