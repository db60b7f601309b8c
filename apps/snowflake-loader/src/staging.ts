import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFiles, type DataFile, type Lake } from '@clickstream/lake';
import type { FileBatches, StagedFile } from '@clickstream/warehouse';
import { cutFiles, type BatchBounds } from './batches';

/** A folder for copies of the lake's files, of one process; it lives as long as a unit of work. */
export interface Staging {
  /** Copies files here, runs work on them, and removes them whatever happens. */
  with<T>(files: readonly DataFile[], work: (staged: readonly StagedFile[]) => Promise<T>): Promise<T>;
  /** Copies files here a batch at a time; each is removed when the next is asked for. */
  batches(files: readonly DataFile[], bounds: BatchBounds): FileBatches;
}

/** @param root Kept for the loader alone: what killed loaders left there is removed. */
export async function openStaging(lake: Lake, root: string): Promise<Staging> {
  await mkdir(root, { recursive: true });
  await removeLeftovers(root);
  const newFolder = (): Promise<string> => mkdtemp(join(root, `${process.pid}-`));
  return {
    async with(files, work) {
      const folder = await newFolder();
      try {
        return await work(await downloadAll(lake, files, folder));
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    async *batches(files, bounds) {
      for (const batch of cutFiles(files, bounds)) {
        const folder = await newFolder();
        try {
          yield await downloadAll(lake, batch, folder);
        } finally {
          await rm(folder, { recursive: true });
        }
      }
    },
  };
}

async function downloadAll(lake: Lake, files: readonly DataFile[], folder: string): Promise<StagedFile[]> {
  const copies = files.map((file, index) => ({ file, path: join(folder, `${index}.parquet`) }));
  await downloadFiles(lake, copies);
  return copies.map(({ file: { location, rows }, path }) => ({ location, rows, path }));
}

async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const pid = Number(name.split('-')[0]);
    if (Number.isInteger(pid) && !isAlive(pid)) await rm(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
