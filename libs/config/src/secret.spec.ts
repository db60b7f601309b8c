import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('in AWS Secrets Manager is refused in so many words', async () => {
    await expect(resolveSecret('aws-secretsmanager:clickstream/key')).rejects.toMatchObject({
      code: 'SECRET_UNSUPPORTED',
    });
  });

  it.each(['hunter2', 'env:', 'env:A B', 'file:relative', 'file:', 'aws-secretsmanager:', 'https://x'])(
    'cannot be referred to as %s',
    (text) => expect(secretRef.safeParse(text).success).toBe(false),
  );
});
