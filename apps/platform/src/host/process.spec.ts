import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryHome } from '../testing';
import { identify, isRunning } from '@clickstream/host';
import { runningProcess, startDetached, stopProcess } from './process';

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => (home = temporaryHome()));
afterEach(async () => {
  await stopProcess(home.home.pidFile('service'));
  home.remove();
});

const start = (script: string): Promise<{ pid: number; startedAt: string }> =>
  startDetached(
    { file: 'sh', args: ['-c', script] },
    home.home.logFile('service'),
    home.home.pidFile('service'),
  );

describe('a detached process', () => {
  it('is known by its pid file and gone after a stop', async () => {
    const id = await start('exec sleep 60');
    expect(runningProcess(home.home.pidFile('service'))).toEqual(id);
    expect(await stopProcess(home.home.pidFile('service'))).toBe(true);
    expect(isRunning(id)).toBe(false);
    expect(await stopProcess(home.home.pidFile('service'))).toBe(false);
  });

  it('keeps its output, and that of the start before beside it', async () => {
    const log = home.home.logFile('service');
    for (const word of ['one', 'two', 'three']) {
      const id = await start(`echo ${word}`);
      while (isRunning(id)) await new Promise(setImmediate);
    }
    expect(readFileSync(log, 'utf8')).toBe('three\n');
    expect(readFileSync(`${log}.1`, 'utf8')).toBe('two\n');
  });

  it('fails at once when there is no such program', async () => {
    const command = { file: 'no-such-program', args: [] };
    await expect(startDetached(command, home.home.logFile('x'), home.home.pidFile('x'))).rejects.toThrow(
      'ENOENT',
    );
  });
});

it('takes a pid that was given to somebody else since for a stale one, and does not stop it', async () => {
  const stale = { ...identify(process.pid), startedAt: 'before' };
  await start('exec sleep 60');
  await stopProcess(home.home.pidFile('service'));
  writeFileSync(home.home.pidFile('service'), JSON.stringify(stale));
  expect(runningProcess(home.home.pidFile('service'))).toBeUndefined();
  expect(await stopProcess(home.home.pidFile('service'))).toBe(false);
});
