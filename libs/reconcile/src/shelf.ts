import { join } from 'node:path';
import {
  downloadFiles,
  extentOf,
  type DataFile,
  type Extent,
  type Lake,
  type LakeTable,
} from '@clickstream/lake';

/** A file of a table, and what the lake's statistics say of it without its being read. */
export interface TableFile {
  /** Its copy on this machine. */
  readonly path: string;
  /** Of a column; undefined when the statistics do not tell, or it is NULL in all rows. */
  extent(column: string): Extent | undefined;
}

/** The files of one table at its newest snapshot, copied here as they are asked for. */
export interface Shelf {
  readonly files: readonly TableFile[];
  /** Copies those that are wanted and not here yet. @returns All that are wanted. */
  take(isWanted: (file: TableFile) => boolean): Promise<TableFile[]>;
}

/** @param folder Where copies are put; the caller removes it. */
export async function shelfOf(lake: Lake, table: LakeTable, folder: string): Promise<Shelf> {
  const snapshot = table.currentSnapshotId && table.snapshots.get(table.currentSnapshotId);
  const stored = (snapshot ? await lake.liveFiles(snapshot) : []).map((file, index) => ({
    file,
    path: join(folder, `${table.name}-${index}.parquet`),
    extent: (name: string) => extentIn(table, file, name),
  }));
  const here = new Set<string>();
  return {
    files: stored,
    async take(isWanted) {
      const wanted = stored.filter(isWanted);
      await downloadFiles(
        lake,
        wanted.filter(({ path }) => !here.has(path)),
      );
      for (const { path } of wanted) here.add(path);
      return wanted;
    },
  };
}

function extentIn({ columns }: LakeTable, file: DataFile, name: string): Extent | undefined {
  const column = columns.find((one) => one.name === name);
  return column && extentOf(file, column);
}

/** Can a file have rows with values of a column from `from` to before `to`? What the statistics do not tell, it can. */
export function mayHold(
  file: TableFile,
  column: string,
  from: bigint | number,
  to: bigint | number,
): boolean {
  const found = file.extent(column);
  return !found || (found.least < to && found.greatest >= from);
}

/** Files of which no statistics are known. */
export function filesAt(paths: readonly string[]): TableFile[] {
  return paths.map((path) => ({ path, extent: () => undefined }));
}
