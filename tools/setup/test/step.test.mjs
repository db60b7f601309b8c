import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { once } from 'node:events';
import { test } from 'node:test';
import { step } from '../src/exec.mjs';

const execModule = new URL('../src/exec.mjs', import.meta.url).href;

test('a failing step says its last line and where the log is', async () => {
  await assert.rejects(step('Test step', 'sh', ['-c', 'echo fine; echo broken >&2; exit 3']), (error) => {
    assert.match(error.oneLine(), /Test step failed: broken\. Next: read .*setup-test-step\.log/);
    return true;
  });
});

test('Ctrl-C stops the whole step, grandchildren included, and exits with 130', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const pidFile = join(folder, 'pid');
  const script = `
    import { step } from '${execModule}';
    step('Long step', 'sh', ['-c', 'sleep 600 & echo $! > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; wait'])
      .catch((error) => process.exit(error.exitCode));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  await until(() => existsSync(pidFile));
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  assert.equal(code, 130);
  const grandchild = Number(readFileSync(pidFile, 'utf8'));
  await until(() => !isAlive(grandchild));
});

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    // A killed process stays as a zombie until its parent reads its end; it runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    assert.ok(['ESRCH', 'ENOENT'].includes(error.code));
    return false;
  }
}

async function until(condition) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'condition not met within 10 s');
    await setImmediate();
  }
}
