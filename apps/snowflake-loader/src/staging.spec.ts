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
const file = (location: string) => ({ location, rows: 1, bytes: 1 });

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

  it('removes what a killed loader left, and nothing of a living one', async () => {
    const [dead, alive] = [join(root, `${DEAD_PID}-abc`), join(root, `${process.pid}-abc`)];
    mkdirSync(dead);
    mkdirSync(alive);
    await openStaging(lake, root);
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });
});
