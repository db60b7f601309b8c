import { PlatformError } from '@clickstream/errors';
import { lakeMetadataBroken } from './errors';
import {
  readManifest,
  readManifestList,
  type DataFile,
  type LiveFile,
  type ManifestReference,
} from './manifest';
import type { Snapshot } from './table';

/** Reads one whole file of the store. */
export type ReadFile = (location: string) => Promise<Uint8Array>;

/**
 * The files that an append brought in. Manifests written by other snapshots are not opened, so the cost does not grow
 * with the table.
 *
 * @throws PlatformError LAKE_METADATA_BROKEN when they do not add up to the snapshot's own counts.
 */
export async function addedFiles(snapshot: Snapshot, read: ReadFile): Promise<DataFile[]> {
  const manifests = await manifestsOf(snapshot, read);
  const own = await filesOf(
    manifests.filter((manifest) => manifest.addedBy === snapshot.id),
    read,
  );
  const added = own.filter((file) => file.addedBy === snapshot.id);
  checkCounts(snapshot, added, 'added-data-files', 'added-records');
  return added.map(withoutOrigin);
}

/**
 * All files of the table as it was at a snapshot.
 *
 * @throws PlatformError LAKE_METADATA_BROKEN when they do not add up to the snapshot's own counts.
 */
export async function liveFiles(snapshot: Snapshot, read: ReadFile): Promise<DataFile[]> {
  const live = await filesOf(await manifestsOf(snapshot, read), read);
  checkCounts(snapshot, live, 'total-data-files', 'total-records');
  return live.map(withoutOrigin);
}

async function manifestsOf(snapshot: Snapshot, read: ReadFile): Promise<ManifestReference[]> {
  const manifests = await readManifestList(await read(snapshot.manifestList), snapshot.manifestList);
  const deletes = manifests.find((manifest) => manifest.content === 'deletes');
  if (!deletes) return manifests;
  throw new PlatformError({
    code: 'LAKE_DELETES_UNSUPPORTED',
    message: `snapshot ${snapshot.id} has row-level deletes; the tables of the platform are append-only`,
    where: deletes.location,
    next: 'compact them away with rewrite_data_files, then rebuild',
  });
}

async function filesOf(manifests: readonly ManifestReference[], read: ReadFile): Promise<LiveFile[]> {
  const files: LiveFile[] = [];
  for (const manifest of manifests)
    files.push(...(await readManifest(await read(manifest.location), manifest)));
  return files;
}

function checkCounts(
  snapshot: Snapshot,
  files: readonly DataFile[],
  filesKey: 'added-data-files' | 'total-data-files',
  rowsKey: 'added-records' | 'total-records',
): void {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  // Iceberg leaves a count out when it is zero.
  const expected = [Number(snapshot.summary[filesKey] ?? 0), Number(snapshot.summary[rowsKey] ?? 0)];
  if (files.length === expected[0] && rows === expected[1]) return;
  throw lakeMetadataBroken(
    snapshot.manifestList,
    `snapshot ${snapshot.id} declares ${expected[0]} files with ${expected[1]} rows, ` +
      `its manifests hold ${files.length} with ${rows}`,
  );
}

function withoutOrigin({ location, rows, bytes, bounds }: LiveFile): DataFile {
  return { location, rows, bytes, bounds };
}
