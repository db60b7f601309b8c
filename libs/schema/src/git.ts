import { execFileSync } from 'node:child_process';
import { PlatformError, messageOf } from '@clickstream/errors';

/**
 * The files below a folder at a git ref, by path relative to the folder.
 *
 * @throws PlatformError UNKNOWN_REF when git does not know the ref.
 */
export function filesAt(workspace: string, ref: string, folder: string): Map<string, string> {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: workspace,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: 'pipe',
    });
  let listing: string;
  try {
    listing = git('ls-tree', '-r', '--name-only', '-z', ref, '--', `${folder}/`);
  } catch (cause) {
    throw new PlatformError({
      code: 'UNKNOWN_REF',
      message: `git cannot read "${ref}": ${messageOf(cause).split('\n')[1] ?? ''}`,
      next: 'name a branch, tag or commit of this clone: --base=main',
      exitCode: 2,
      cause,
    });
  }
  const paths = listing.split('\0').filter((path) => path !== '');
  return new Map(paths.map((path) => [path.slice(folder.length + 1), git('show', `${ref}:${path}`)]));
}
