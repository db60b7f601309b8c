import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { RefusedLine } from './import-file';
import { RefusedFile } from './refused-file';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refused-'));
  path = join(folder, 'refused.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const refused = (number: number, content: Partial<RefusedLine> = {}): RefusedLine => ({
  ...{ line: number, number, reason: 'rubbish', text: `line ${number}`, truncated: false },
  ...content,
});

interface Entry {
  readonly number: number;
  readonly text?: string;
  readonly base64?: string;
  readonly truncated?: boolean;
}

const entries = (): Entry[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);

async function write(settled: number, ...lines: RefusedLine[]): Promise<void> {
  const file = await RefusedFile.open(path, settled);
  lines.forEach(file.add);
  file.close();
}

describe('the file of refused lines', () => {
  it('keeps every byte, whatever the line is made of', async () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((content) => Buffer.from(content));
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        await write(0, refused(1, { text: content.toString('latin1') }));
        const [entry] = entries();
        const kept =
          entry?.base64 === undefined ? Buffer.from(entry?.text ?? '') : Buffer.from(entry.base64, 'base64');
        expect(kept.equals(content)).toBe(true);
      }),
    );
  });

  it('shows text as text, other bytes as base64, and says when a line was cut', async () => {
    await write(
      0,
      refused(1, { text: Buffer.from('größer').toString('latin1') }),
      refused(2, { text: '\xff{}' }),
      refused(3, { truncated: true }),
    );
    expect(entries()).toEqual([
      { line: 1, number: 1, reason: 'rubbish', text: 'größer' },
      { line: 2, number: 2, reason: 'rubbish', base64: '/3t9' },
      { line: 3, number: 3, reason: 'rubbish', text: 'line 3', truncated: true },
    ]);
  });

  it('goes on after the lines that are settled: what was refused behind them is not there twice', async () => {
    await write(0, refused(1), refused(4), refused(6));
    await write(4, refused(6), refused(7));
    expect(entries().map(({ number }) => number)).toEqual([1, 4, 6, 7]);
  });

  it('forgets half an entry of a run that was killed', async () => {
    await write(0, refused(1));
    writeFileSync(path, '{"line":2,"num', { flag: 'a' });
    await write(1, refused(2));
    expect(entries().map(({ number }) => number)).toEqual([1, 2]);
  });

  it('is begun anew by an import that begins anew', async () => {
    await write(0, refused(1));
    await write(0, refused(2));
    expect(entries().map(({ number }) => number)).toEqual([2]);
  });

  it('of somebody else is refused and stays as it is', async () => {
    writeFileSync(path, 'mine\nand mine\n');
    await expect(write(1)).rejects.toMatchObject({ code: 'REFUSED_UNREADABLE', exitCode: 2 });
    expect(readFileSync(path, 'utf8')).toBe('mine\nand mine\n');
    expect(existsSync(`${path}.next`)).toBe(false);
  });
});
