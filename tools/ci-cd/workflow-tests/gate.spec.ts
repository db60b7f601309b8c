import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workspace } from './workflows';

it.each([
  [{ checks: { result: 'success' }, images: { result: 'success' } }, 0],
  [{ checks: { result: 'success' }, images: { result: 'failure' } }, 1],
  [{ checks: { result: 'success' }, images: { result: 'cancelled' } }, 1],
  [{ checks: { result: 'skipped' } }, 1],
  [{}, 1],
])('ends %j with %d', (needs, code) => {
  const env = { ...process.env, NEEDS: JSON.stringify(needs) };
  const gate = spawnSync(process.execPath, [join(workspace, 'tools/ci-cd/gate.mjs')], {
    env,
    encoding: 'utf8',
  });
  expect(gate.status).toBe(code);
  for (const [name, { result }] of Object.entries(needs)) expect(gate.stdout).toContain(`${name}: ${result}`);
});
