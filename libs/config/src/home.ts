import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PlatformError } from '@clickstream/errors';

/** Folder of the local platform: `PLATFORM_HOME`, else `.platform/local` of the workspace. */
export function platformHome(env: NodeJS.ProcessEnv, workspace: string): string {
  return env['PLATFORM_HOME'] ? resolve(env['PLATFORM_HOME']) : join(workspace, '.platform', 'local');
}

/**
 * The workspace that a folder belongs to: the nearest one above it with an `nx.json`.
 *
 * @throws PlatformError NO_WORKSPACE when there is none.
 */
export function findWorkspace(from: string = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (folder === dirname(folder))
      throw new PlatformError({
        code: 'NO_WORKSPACE',
        message: 'this command runs inside a clone of the repository',
        where: from,
        next: 'change into the clone and run it again',
        exitCode: 2,
      });
  }
}
