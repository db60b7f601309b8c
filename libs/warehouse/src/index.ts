export { createDuckdbWarehouse, type DuckdbOptions } from './duckdb/warehouse';
export {
  OP,
  RETRACT,
  REVISION,
  STEPS,
  type Answer,
  type Capabilities,
  type Changes,
  type Column,
  type CompareRequest,
  type Comparison,
  type FileBatches,
  type KeyRange,
  type LedgerSnapshot,
  type LoadOutcome,
  type LoadUnit,
  type OnStep,
  type PipelineSchema,
  type ReadSession,
  type RebuildUnit,
  type SchemaChange,
  type StagedFile,
  type Statement,
  type Step,
  type TableProgress,
  type Tally,
  type TargetTable,
  type Warehouse,
  type WriteSession,
} from './port';
export { openWarehouse } from './open';
export {
  externalSections,
  recoveryStatements,
  refreshQueries,
  type ExternalInput,
  type ExternalTable,
} from './snowflake/setup/external';
export { publicKeyBody } from './snowflake/setup/public-key';
export { scriptOf, type Section } from './snowflake/setup/section';
export { setupSections, type SetupInput } from './snowflake/setup/setup';
