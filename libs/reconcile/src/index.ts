export type { CheckpointStore } from './checkpoints';
export { reconcile, type Evidence, type Question, type Reconciliation } from './reconcile';
export type { Scope } from './scope';
export { FINDING_KINDS, type Finding, type FindingKind, type Findings } from './verdict';
export { NOTHING_VERIFIED, type Verified } from './verified';
export { verifiedTable, type VerifiedTable } from './verified-table';
export { COLUMNS, currentOf, openTables, type TableFiles } from './tables';
export { filesAt, type TableFile } from './shelf';
export { SETTLED_FINAL, SETTLED_TO } from './settled';
