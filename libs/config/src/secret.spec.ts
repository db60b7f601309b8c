import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { resolveSecret, secretRef } from './secret';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'secret-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a secret', () => {
  it('comes from the environment', async () => {
    await expect(resolveSecret('env:KEY', { KEY: 'abc' })).resolves.toBe('abc');
  });

  it('comes from a file, without the newline at its end', async () => {
    writeFileSync(join(folder, 'key'), 'abc\n');
    await expect(resolveSecret(`file:${folder as `/${string}`}/key`)).resolves.toBe('abc');
  });

  it.each(['env:KEY', 'file:/nowhere/key'] as const)('is reported when %s holds none', async (reference) => {
    await expect(resolveSecret(reference, {})).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      where: reference,
    });
  });

  it('is reported when its file is empty', async () => {
    writeFileSync(join(folder, 'key'), '\n');
    await expect(resolveSecret(`file:${folder as `/${string}`}/key`)).rejects.toMatchObject({
      code: 'SECRET_MISSING',
    });
  });

  it.each(['hunter2', 'env:', 'env:A B', 'file:relative', 'file:', 'aws-secretsmanager:', 'https://x'])(
    'cannot be referred to as %s',
    (text) => expect(secretRef.safeParse(text).success).toBe(false),
  );
});

describe('a secret in AWS Secrets Manager', () => {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { SecretId } = JSON.parse(body) as { SecretId: string };
      asked.push([request.headers['x-amz-target'], SecretId]);
      const found = SecretId.endsWith('loader-key');
      response
        .writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
        .end(
          JSON.stringify(
            found ? { SecretString: 'abc' } : { __type: 'ResourceNotFoundException', Message: 'not here' },
          ),
        );
    });
  });
  const before = { ...process.env };

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-central-1',
    });
  });
  afterAll(async () => {
    process.env = before;
    server.close();
    await once(server, 'close');
  });

  it.each(['clickstream/loader-key', 'arn:aws:secretsmanager:eu-west-1:333333333333:secret:loader-key'])(
    'is fetched by %s',
    async (name) => {
      await expect(resolveSecret(`aws-secretsmanager:${name}`)).resolves.toBe('abc');
      expect(asked.at(-1)).toEqual(['secretsmanager.GetSecretValue', name]);
    },
  );

  it('is reported when it is not there', async () => {
    await expect(resolveSecret('aws-secretsmanager:clickstream/none')).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      message: 'not here',
      where: 'aws-secretsmanager:clickstream/none',
    });
  });
});
