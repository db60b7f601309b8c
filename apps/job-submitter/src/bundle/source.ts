import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BundleManifest } from './manifest';

const run = promisify(execFile);

/** Where some files of a workspace are from: the last commit that changed one, and whether they differ from it. */
export async function sourceOf(
  workspace: string,
  paths: readonly string[],
): Promise<BundleManifest['source']> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', workspace, ...args, '--', ...paths])).stdout.trim();
  try {
    const [commit, changes] = await Promise.all([
      git('log', '-1', '--format=%H'),
      git('status', '--porcelain', '--untracked-files=all'),
    ]);
    return { commit: commit || null, clean: commit !== '' && changes === '' };
  } catch (error) {
    // No git on this machine, or a copy without its history, as in an image.
    if (isUnknown(error)) return { commit: null, clean: false };
    throw error;
  }
}

function isUnknown(error: unknown): boolean {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
  return code === 'ENOENT' || /not a git repository|does not have any commits/.test(stderr);
}
