import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identify, isRunning } from './process-id';

it('knows a process until it ends', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const id = identify(child.pid as number);
  expect(isRunning(id)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isRunning(id)).toBe(false);
});

it('takes a pid that was given to another process since for a stranger', () => {
  expect(isRunning({ ...identify(process.pid), startedAt: 'before' })).toBe(false);
  expect(isRunning(identify(process.pid))).toBe(true);
});
