export { connectLake, downloadSnapshot, downloadTable, type Lake } from './lake';
export { lineageAfter, type Lineage } from './lineage';
export type { DataFile } from './manifest';
export { rangeOf, type ValueRange } from './ranges';
export type { LakeColumn, LakeTable, Operation, Snapshot, SnapshotId } from './table';
