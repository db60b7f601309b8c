import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlatformError } from '@clickstream/errors';
import { identify, isRunning, type ProcessId } from '@clickstream/host';

/**
 * Runs the work while holding a lock file, so that two commands never change one home at the same time.
 * A lock whose owner is gone is taken over.
 *
 * @throws PlatformError HOME_BUSY when a living process holds it.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  acquire(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify(identify(process.pid));
  try {
    writeFileSync(file, mine, { flag: 'wx' });
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = readOwner(file);
  if (owner && isRunning(owner)) {
    throw new PlatformError({
      code: 'HOME_BUSY',
      message: `another platform command (pid ${owner.pid}) is changing this home`,
      where: dirname(file),
      next: 'wait for it, or use another --home',
      retry: 'backoff',
      exitCode: 2,
    });
  }
  rmSync(file, { force: true });
  acquire(file);
}

/** A torn lock file was left by a crash in the middle of writing it: it has no owner. */
function readOwner(file: string): ProcessId | undefined {
  const text = readFileSync(file, 'utf8');
  return text.endsWith('}') ? (JSON.parse(text) as ProcessId) : undefined;
}
