import { stat } from 'node:fs/promises';
import type { PlatformConfig } from '@clickstream/config';
import { catalogSettings, storeOf } from './connections';
import { addedFiles, liveFiles } from './data-files';
import { lakeFileDamaged } from './errors';
import type { DataFile } from './manifest';
import { connectRestCatalog } from './rest-catalog';
import type { LakeTable, Snapshot } from './table';

/** The lake as a reader sees it: tables, what each snapshot added, and the bytes of a file. Never writes, never lists. */
export interface Lake {
  /** @returns undefined when the table does not exist (yet). */
  table(namespace: string, name: string): Promise<LakeTable | undefined>;
  /** Files that an append brought in. */
  addedFiles(snapshot: Snapshot): Promise<DataFile[]>;
  /** All files of the table at a snapshot. */
  liveFiles(snapshot: Snapshot): Promise<DataFile[]>;
  /** Copies a file of a table to this machine. @throws PlatformError LAKE_FILE_MISSING, LAKE_FILE_DAMAGED */
  download(file: DataFile, path: string): Promise<void>;
  close(): void;
}

/** Connects to the lake of an environment. @throws PlatformError SECRET_MISSING */
export async function connectLake(config: Pick<PlatformConfig, 'lake' | 's3'>): Promise<Lake> {
  const store = await storeOf(config);
  const catalog = connectRestCatalog(catalogSettings(config, store));
  return {
    table: (namespace, name) => catalog.loadTable(namespace, name),
    addedFiles: (snapshot) => addedFiles(snapshot, store.read),
    liveFiles: (snapshot) => liveFiles(snapshot, store.read),
    async download(file, path) {
      await store.download(file.location, path);
      const { size } = await stat(path);
      if (size !== file.bytes) throw lakeFileDamaged(file.location, size, file.bytes);
    },
    close: () => store.close(),
  };
}

/**
 * Copies all files of a table at its newest snapshot to this machine, as `<prefix>-<n>.parquet`.
 *
 * @returns Their paths; none when the table or its first snapshot is missing.
 */
export async function downloadTable(
  lake: Lake,
  table: LakeTable | undefined,
  prefix: string,
): Promise<string[]> {
  const snapshot = table?.currentSnapshotId && table.snapshots.get(table.currentSnapshotId);
  return snapshot ? downloadSnapshot(lake, snapshot, prefix) : [];
}

/** Copies all files of a table at a snapshot; see {@link downloadTable}. */
export async function downloadSnapshot(lake: Lake, snapshot: Snapshot, prefix: string): Promise<string[]> {
  const copies = (await lake.liveFiles(snapshot)).map((file, index) => ({
    file,
    path: `${prefix}-${index}.parquet`,
  }));
  await downloadFiles(lake, copies);
  return copies.map(({ path }) => path);
}

export interface FileCopy {
  readonly file: DataFile;
  /** Where it is copied to. */
  readonly path: string;
}

/** Files that are copied at a time: most of the time is waiting for the store. */
const PARALLEL = 8;

/** Copies files to this machine. When one fails, no other is still being copied. @throws as {@link Lake.download} */
export async function downloadFiles(lake: Lake, copies: readonly FileCopy[]): Promise<void> {
  const waiting = [...copies];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await lake.download(next.file, next.path);
  };
  const ends = await Promise.allSettled(Array.from({ length: PARALLEL }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
