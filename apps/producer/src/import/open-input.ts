import { createReadStream, type ReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { PlatformError, messageOf } from '@clickstream/errors';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);

/**
 * The bytes of a file; a compressed one, known by its content and not by its name, is decompressed on the way.
 *
 * @param onRead Told how many bytes of the file were read so far, as they lie there.
 * @throws PlatformError INPUT_UNREADABLE; INPUT_DAMAGED when a compressed file is cut or corrupt.
 */
export async function* openInput(
  file: string,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  try {
    const compressed = await beginsWithGzip(file);
    const raw = createReadStream(file).on('data', () => onRead(raw.bytesRead));
    yield* compressed ? unzip(raw) : raw;
  } catch (error) {
    throw explain(error, file);
  }
}

async function beginsWithGzip(file: string): Promise<boolean> {
  for await (const head of createReadStream(file, { end: GZIP_MAGIC.length - 1 }))
    return GZIP_MAGIC.equals(head as Buffer);
  return false;
}

async function* unzip(raw: ReadStream): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    yield* raw.pipe(gunzip) as AsyncIterable<Buffer>;
  } finally {
    raw.destroy(); // a reader that has seen enough closes the file, too
  }
}

function explain(error: unknown, where: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const shared = { message: messageOf(error), where, cause: error, exitCode: 2 as const };
  if (code.startsWith('Z_'))
    return new PlatformError({
      ...shared,
      code: 'INPUT_DAMAGED',
      next: 'get the file again and import it: what was already sent keeps its event ids',
    });
  if (code.startsWith('E'))
    return new PlatformError({ ...shared, code: 'INPUT_UNREADABLE', next: 'name a readable file' });
  return error;
}
