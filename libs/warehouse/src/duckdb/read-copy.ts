import { execFile } from 'node:child_process';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OnStep } from '../port';
import type { Database } from './database';

/** `warehouse.duckdb` -> `warehouse.read.duckdb` beside it. */
export function readCopyOf(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.read${extension}`);
}

/**
 * Gives readers what is committed: a copy that replaces the last one in one step, so a reader opens the old or the new
 * file, never a mixture, and a file that a reader holds open stays as it is. Does nothing when readers have all.
 *
 * @param database The open warehouse: its lock keeps other loaders away while the file is copied.
 */
export async function publish(database: Database, path: string, onStep: OnStep): Promise<void> {
  await database.run('CHECKPOINT');
  const target = readCopyOf(path);
  if (await isFresh(path, target)) return;
  await removeLeftovers(target);
  // A killed loader can leave a copy that is still being written, so no two processes use one name.
  const temporary = `${target}.${process.pid}.tmp`;
  await copyInChild(path, temporary);
  await onStep('copied');
  await rename(temporary, target);
  await onStep('published');
}

async function isFresh(path: string, copy: string): Promise<boolean> {
  try {
    return (await stat(copy)).mtimeMs >= (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function removeLeftovers(target: string): Promise<void> {
  for (const name of await readdir(dirname(target)))
    if (name.startsWith(`${basename(target)}.`) && name.endsWith('.tmp'))
      await rm(join(dirname(target), name), { force: true });
}

/**
 * Copies in another process (`cp` shares blocks where the file system can). In this one, closing the source would drop
 * the lock that DuckDB holds on it: POSIX locks belong to the process, and closing any descriptor releases them.
 */
async function copyInChild(source: string, target: string): Promise<void> {
  await promisify(execFile)('cp', [source, target]);
}
