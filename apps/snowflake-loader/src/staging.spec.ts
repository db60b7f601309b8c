import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lake } from '@clickstream/lake';
import { openStaging } from './staging';

/** Above the largest process id of any supported system. */
const DEAD_PID = 2 ** 23;

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'staging-'))));
afterEach(() => rmSync(root, { recursive: true }));

const lake = {
  download(file: { location: string }, path: string) {
    if (file.location === 'gone') return Promise.reject(new Error('gone'));
    writeFileSync(path, file.location);
    return Promise.resolve();
  },
} as unknown as Lake;
const file = (location: string) => ({ location, rows: 1, bytes: 1, bounds: new Map() });

describe('staging', () => {
  it('gives each file a copy, in order, and removes them afterwards', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `file ${index}`);
    const staging = await openStaging(lake, root);
    const copied = await staging.with(names.map(file), (staged) =>
      Promise.resolve(staged.map((one) => [one.location, readFileSync(one.path, 'utf8')])),
    );
    expect(copied).toEqual(names.map((name) => [name, name]));
    expect(readdirSync(root)).toEqual([]);
  });

  it('leaves nothing behind when a copy fails', async () => {
    const staging = await openStaging(lake, root);
    await expect(staging.with([file('a'), file('gone')], () => Promise.resolve())).rejects.toThrow('gone');
    expect(readdirSync(root)).toEqual([]);
  });

  it('has one batch at a time here, and none after the last, or after a reader that gives up', async () => {
    const staging = await openStaging(lake, root);
    const files = ['a', 'b', 'c'].map(file);
    const seen: string[][] = [];
    for await (const batch of staging.batches(files, { files: 2, rows: 9 })) {
      seen.push(batch.map((one) => readFileSync(one.path, 'utf8')));
      expect(readdirSync(root)).toHaveLength(1);
    }
    expect(seen).toEqual([['a', 'b'], ['c']]);
    for await (const batch of staging.batches(files, { files: 1, rows: 9 })) if (batch.length > 0) break;
    expect(readdirSync(root)).toEqual([]);
  });

  it('removes what a killed loader left, and nothing of a living one', async () => {
    const [dead, alive] = [join(root, `${DEAD_PID}-abc`), join(root, `${process.pid}-abc`)];
    mkdirSync(dead);
    mkdirSync(alive);
    await openStaging(lake, root);
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });
});
