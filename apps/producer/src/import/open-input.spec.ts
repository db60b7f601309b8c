import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openInput } from './open-input';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'input-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function read(content: Buffer, name = 'input'): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const chunks: Buffer[] = [];
  for await (const chunk of openInput(file)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const gzipped = gzipSync('line\n'.repeat(50_000));

describe('an input', () => {
  it('is read as it is', async () => {
    await expect(read(Buffer.from('plain\n'))).resolves.toBe('plain\n');
    await expect(read(Buffer.from(''))).resolves.toBe('');
    await expect(read(Buffer.from('x'))).resolves.toBe('x');
  });

  it('is decompressed because of its content, whatever its name', async () => {
    await expect(read(gzipped, 'access.log')).resolves.toHaveLength(250_000);
    await expect(read(Buffer.from('plain\n'), 'access.log.gz')).resolves.toBe('plain\n');
  });

  it('may be several compressed parts behind one another, as log shippers write them', async () => {
    await expect(read(Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]))).resolves.toBe('a\nb\n');
  });

  it.each([
    ['cut', gzipped.subarray(0, gzipped.length - 20)],
    ['corrupt', Buffer.concat([gzipped.subarray(0, 100), Buffer.alloc(50), gzipped.subarray(150)])],
  ])('that is %s is reported as damaged', async (_how, content) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'INPUT_DAMAGED', exitCode: 2 });
  });

  it.each(['nothing-here', '.'])('that cannot be read is named (%s)', async (name) => {
    await expect(openInput(join(folder, name)).next()).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
  });
});
