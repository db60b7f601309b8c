export { PLATFORM_STACKS, pipelineStack, predecessorsOf, type PlatformStack, type StackName } from './order';
export { connectRecords, type RecordPlace, type StackRecord, type StackRecords } from './records';
export { notApplied, requireApplied } from './require-applied';
