import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check';
import { readRepository, repositoryOf } from './repository';
import { rules } from './rules';

it('says where, what, why, and what to write in its place', () => {
  const repository = repositoryOf({ 'spark/a/main.py': 'import time\n\nAT = time.time()\n' });
  expect(check(repository, rules)).toEqual([
    'spark/a/main.py:3  time.time  makes a replay differ from the first run. ' +
      'Instead: take the time from the record (received_at, kafka_timestamp) or from a clock handed in [wall-clock]',
  ]);
});

it('finds several breaches of several rules', () => {
  const repository = repositoryOf({
    'libs/schema/src/main.ts':
      '// FIX' + 'ME\nexport const a = [Date.now(), Date.now()];\ntry { go(); } catch {}',
  });
  const names = check(repository, rules).map((line) => /\[([\w-]+)\]$/.exec(line)?.[1]);
  expect(names).toEqual(['wall-clock', 'wall-clock', 'swallowed-error', 'leftover']);
});

it('stops at a Python file that does not parse, instead of passing over it', () => {
  expect(() => repositoryOf({ 'spark/a.py': 'def (' })).toThrow(/File "spark\/a.py", line 1[^]*SyntaxError/);
});

describe('a checkout', () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'house-rules-'));
    execFileSync('git', ['init', '--quiet'], { cwd: checkout });
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(join(checkout, path, '..'), { recursive: true });
    writeFileSync(join(checkout, path), text);
  };

  it('gives the files that git tracks or would track, without the ignored and the deleted ones', () => {
    write('.gitignore', 'dist/\n');
    write('dist/a.ts', '');
    write('libs/a.ts', '');
    write('gone.ts', '');
    execFileSync('git', ['add', '.'], { cwd: checkout });
    rmSync(join(checkout, 'gone.ts'));
    write('new.md', '');
    expect(readRepository(checkout).files.map((file) => file.path)).toEqual([
      '.gitignore',
      'libs/a.ts',
      'new.md',
    ]);
  });
});
