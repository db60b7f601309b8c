import { execFile } from 'node:child_process';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OnStep } from '../port';
import type { Database } from './database';
import { removeDeadSpills } from './spill';

/** `warehouse.duckdb` -> `warehouse.read.duckdb` beside it. */
export function readCopyOf(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.read${extension}`);
}

/** Do readers see all that is committed? What a killed loader committed may still lie in the write-ahead log. */
export async function isPublished(path: string): Promise<boolean> {
  const [database, log, copy] = await Promise.all([path, `${path}.wal`, readCopyOf(path)].map(changedAt));
  if (database === undefined) return true;
  return log === undefined && copy !== undefined && copy >= database;
}

/** @returns Epoch milliseconds; undefined when there is no such file. */
async function changedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Gives readers what is committed: a copy that replaces the last one in one step, so a reader opens the old or the new
 * file, never a mixture, and a file that a reader holds open stays as it is.
 *
 * @param database The open warehouse: its lock keeps other loaders away while the file is copied.
 */
export async function publish(database: Database, path: string, onStep: OnStep): Promise<void> {
  await database.run('CHECKPOINT');
  const target = readCopyOf(path);
  await removeLeftovers(target);
  await Promise.all([path, target].map(removeDeadSpills));
  // A killed loader can leave a copy that is still being written, so no two processes use one name.
  const temporary = `${target}.${process.pid}.tmp`;
  await copyInChild(path, temporary);
  await onStep('copied');
  await rename(temporary, target);
  await onStep('published');
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
