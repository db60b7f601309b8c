import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * What Docker would be sent: the files of the repository, uncommitted ones included, without those of .dockerignore.
 *
 * @returns A new folder that holds copies.
 */
export function makeContext(workspace: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-context-'));
  const list = (...args: string[]): string[] =>
    execFileSync('git', ['ls-files', '-z', ...args], { cwd: workspace, encoding: 'utf8' })
      .split('\0')
      .filter((file) => file !== '' && existsSync(join(workspace, file)));
  const rules = '--exclude-from=.dockerignore';
  const ignored = new Set(list('--cached', '--ignored', rules));
  const tracked = list('--cached').filter((file) => !ignored.has(file));
  for (const file of [...tracked, ...list('--others', '--exclude-standard', rules)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(workspace, file), join(folder, file));
  }
  return folder;
}
