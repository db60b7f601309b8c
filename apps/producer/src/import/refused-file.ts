import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { PlatformError } from '@clickstream/errors';
import type { RefusedLine } from './import-file';

/** Lines that became no event, as lines of JSON with the reason: to be mended and imported again. */
export class RefusedFile {
  private constructor(private readonly file: number) {}

  /**
   * @param settled Lines from the first on that an earlier run has settled. What it refused of them stays; what it refused of
   *   others is refused again, or has grown since.
   * @throws PlatformError REFUSED_UNREADABLE for a file that no import has written.
   */
  static async open(path: string, settled: number): Promise<RefusedFile> {
    if (settled > 0 && existsSync(path)) await keep(path, settled);
    return new RefusedFile(openSync(path, settled > 0 ? 'a' : 'w'));
  }

  /** Written at once: what is counted as refused is in the file, whatever happens next. */
  readonly add = ({ line, number, reason, text, truncated }: RefusedLine): void => {
    const entry = { line, number, reason, ...contentOf(text), ...(truncated && { truncated }) };
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
  };

  close(): void {
    closeSync(this.file);
  }
}

/** Text is for people; bytes that are none keep what they are. */
function contentOf(bytes: string): { readonly text: string } | { readonly base64: string } {
  const content = Buffer.from(bytes, 'latin1');
  const text = content.toString();
  return Buffer.from(text).equals(content) ? { text } : { base64: content.toString('base64') };
}

/** Leaves the entries of the first lines, whole or not at all. */
async function keep(path: string, settled: number): Promise<void> {
  const next = `${path}.next`;
  try {
    await pipeline(entriesOf(path, settled), createWriteStream(next, { flush: true }));
    renameSync(next, path);
  } finally {
    rmSync(next, { force: true });
  }
}

async function* entriesOf(path: string, settled: number): AsyncGenerator<string> {
  let at = 0;
  let half: number | undefined;
  for await (const entry of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    // Only the last one may be half: the run that wrote it was killed.
    if (half !== undefined) throw unreadable(path, half);
    at += 1;
    const number = numberIn(entry);
    if (number === undefined) half = at;
    else if (number <= settled) yield `${entry}\n`;
  }
}

function numberIn(entry: string): number | undefined {
  try {
    const { number } = JSON.parse(entry) as { number?: unknown };
    return typeof number === 'number' ? number : undefined;
  } catch {
    return undefined; // the caller decides what half an entry means
  }
}

function unreadable(path: string, line: number): PlatformError {
  return new PlatformError({
    code: 'REFUSED_UNREADABLE',
    message: `line ${line} is no entry of an import, so this run cannot go on with the file`,
    where: path,
    next: 'name another file with --refused',
    exitCode: 2,
  });
}
