export { createDuckdbWarehouse, type DuckdbOptions } from './duckdb/warehouse';
export {
  STEPS,
  type Column,
  type Comparison,
  type LedgerSnapshot,
  type LoadOutcome,
  type LoadUnit,
  type OnStep,
  type PipelineSchema,
  type ReadSession,
  type StagedFile,
  type Step,
  type TableProgress,
  type TargetTable,
  type Warehouse,
  type WriteSession,
} from './port';
export type { SchemaChange } from './schema-plan';
