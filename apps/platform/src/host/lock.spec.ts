import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryHome } from '../testing';
import { withLock } from './lock';

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => (home = temporaryHome()));
afterEach(() => home.remove());

describe('withLock', () => {
  it('lets one command in at a time and says which process is there', async () => {
    const file = home.home.lockFile;
    await withLock(file, async () => {
      await expect(withLock(file, async () => 'in')).rejects.toMatchObject({
        code: 'HOME_BUSY',
        message: `another platform command (pid ${process.pid}) is changing this home`,
      });
    });
    expect(existsSync(file)).toBe(false);
  });

  it('is open again after the work failed', async () => {
    const file = home.home.lockFile;
    await expect(
      withLock(file, async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await withLock(file, async () => 'in')).toBe('in');
  });

  it.each([
    ['a dead process', '{"pid":1,"startedAt":"long ago"}'],
    ['a process that died while writing it', '{"pid":'],
  ])('takes over the lock of %s', async (_, content) => {
    mkdirSync(dirname(home.home.lockFile), { recursive: true });
    writeFileSync(home.home.lockFile, content);
    expect(await withLock(home.home.lockFile, async () => 'in')).toBe('in');
  });
});
