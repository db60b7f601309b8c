import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, writeFileAtomic } from './files';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'files-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('replaces a file as a whole, with the mode asked for, and leaves nothing beside it', () => {
  const file = join(folder, 'deep', 'secret');
  writeFileAtomic(file, 'old');
  writeFileAtomic(file, 'new', 0o600);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['secret']);
});

it('reads the last lines that hold something, and none of a missing file', () => {
  writeFileSync(join(folder, 'log'), 'one\ntwo\n\nthree\n');
  expect(lastLines(join(folder, 'log'), 2)).toEqual(['two', 'three']);
  expect(lastLines(join(folder, 'none'), 2)).toEqual([]);
});
