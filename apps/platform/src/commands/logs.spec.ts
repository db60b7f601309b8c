import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { temporaryHome } from '../testing';
import { logNames, logs } from './logs';

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
  mkdirSync(dirname(home.home.logFile('kafka-1')), { recursive: true });
  writeFileSync(home.home.logFile('kafka-1'), 'one\ntwo\nthree\n');
});
afterEach(() => home.remove());

async function printed(lines: number | 'all'): Promise<string> {
  const out = new PassThrough();
  await logs(home.home, 'kafka-1', lines, out);
  out.end();
  return text(out);
}

it('prints the end of a log, or all of it', async () => {
  expect(await printed(2)).toBe('two\nthree\n');
  expect(await printed('all')).toBe('one\ntwo\nthree\n');
});

it('names the logs there are', async () => {
  expect(logNames(home.home)).toEqual(['kafka-1']);
  await expect(logs(home.home, 'kafka', 1, new PassThrough())).rejects.toMatchObject({
    code: 'UNKNOWN_LOG',
    next: 'use one of: kafka-1',
  });
});
