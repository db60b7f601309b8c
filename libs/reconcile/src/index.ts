export type { CheckpointStore } from './checkpoints';
export { reconcile, type Evidence, type Question, type Reconciliation } from './reconcile';
export { FINDING_KINDS, type Finding, type FindingKind, type Findings } from './verdict';
export { nothingVerified, verifiedSchema, type Verified } from './verified';
export { COLUMNS, currentOf, openTables, type TableFiles } from './tables';
