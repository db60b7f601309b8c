import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Where DuckDB puts what does not fit into its memory. Its own default is one folder per file, which two readers of one
 * file would share.
 */
export function spillOf(path: string): string {
  return `${path}.${process.pid}.spill`;
}

/** Removes what killed processes spilled beside a database file. */
export async function removeDeadSpills(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const pid = pidIn(basename(path), name);
    if (pid !== undefined && !isAlive(pid)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function pidIn(database: string, name: string): number | undefined {
  const pid = /^\.(\d+)\.spill$/.exec(name.startsWith(database) ? name.slice(database.length) : '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
