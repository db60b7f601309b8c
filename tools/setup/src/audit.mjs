import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.mjs';
import { pythonEnvironment } from './python-environment.mjs';
import { platformDir, workspace } from './paths.mjs';

const folder = join(platformDir, 'python', 'audit');

/** What knows the advisories about Python packages; npm brings its own. Made when it is first asked for. */
export const auditTools = pythonEnvironment({
  label: 'audit',
  size: '60 MB',
  folder,
  lock: join(workspace, 'tools', 'ci-cd', 'audit.txt'),
});

/** Every lock file of Python packages that git tracks. */
export const pythonLocks = () =>
  execFileSync('git', ['ls-files', '*.txt'], { cwd: workspace, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file && readFileSync(join(workspace, file), 'utf8').includes('--hash=sha256:'));

/**
 * Asks the registries what is known against the packages in use: npm's that run in production, all of Python's.
 * A package that they cannot say anything about is a finding too.
 *
 * @returns 0 when nothing is known.
 */
export async function audit() {
  let worst = await exec('npm', ['audit', '--omit=dev', '--audit-level=moderate']);
  for (const lock of pythonLocks()) {
    console.log(`\n${lock}`);
    const args = ['--strict', '--require-hashes', '--disable-pip', '-r', lock];
    worst = Math.max(worst, await exec(join(folder, 'bin', 'pip-audit'), args));
  }
  return worst;
}
