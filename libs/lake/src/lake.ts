import { stat } from 'node:fs/promises';
import { addedFiles, liveFiles } from './data-files';
import { lakeFileDamaged } from './errors';
import type { DataFile } from './manifest';
import { connectObjectStore, type Credentials } from './object-store';
import { connectRestCatalog } from './rest-catalog';
import type { LakeTable, Snapshot } from './table';

export interface LakeSettings {
  readonly catalogUri: string;
  readonly warehouse: string;
  readonly signingName: string;
  readonly region: string;
  readonly s3Endpoint?: string;
  /** Absent: the AWS SDK's default chain. */
  readonly credentials?: Credentials;
}

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

export function connectLake(settings: LakeSettings): Lake {
  const store = connectObjectStore({
    region: settings.region,
    endpoint: settings.s3Endpoint,
    credentials: settings.credentials,
  });
  const catalog = connectRestCatalog({
    uri: settings.catalogUri,
    warehouse: settings.warehouse,
    region: settings.region,
    signingName: settings.signingName,
    credentials: () => store.credentials(),
  });
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
