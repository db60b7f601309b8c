import type { DataFile } from '@clickstream/lake';

/** How many files may lie on this machine at once; one file alone may have more rows. */
export interface BatchBounds {
  readonly files: number;
  readonly rows: number;
}

/** Cuts files into batches within the bounds, in their order. */
export function cutFiles(files: readonly DataFile[], bounds: BatchBounds): DataFile[][] {
  const batches: DataFile[][] = [];
  let rows = 0;
  for (const file of files) {
    const current = batches.at(-1);
    if (current && current.length < bounds.files && rows + file.rows <= bounds.rows) {
      current.push(file);
      rows += file.rows;
    } else {
      batches.push([file]);
      rows = file.rows;
    }
  }
  return batches;
}

export function sumRows(files: readonly DataFile[]): number {
  return files.reduce((sum, file) => sum + file.rows, 0);
}
