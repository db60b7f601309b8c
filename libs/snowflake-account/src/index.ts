export {
  SCHEMAS,
  STAGES,
  externalIdOf,
  pipelineSchema,
  snowflakeAccount,
  type ResourceMonitor,
  type SnowflakeAccount,
  type VirtualWarehouse,
} from './account';
export { externalGrantsOf, grantsOf, type Grant, type Privilege, type Securable } from './grants';
