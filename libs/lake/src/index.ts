export {
  connectLake,
  downloadFiles,
  downloadSnapshot,
  downloadTable,
  type FileCopy,
  type Lake,
} from './lake';
export { lineageAfter, type Lineage } from './lineage';
export type { Bounds, DataFile } from './manifest';
export { extentOf, rangeOf, type Extent, type ValueRange } from './ranges';
export type { LakeColumn, LakeTable, Operation, Snapshot, SnapshotId } from './table';
export { connectLakeWriter, type LakeWriter, type LocalParquet, type NewColumn } from './writer/writer';
