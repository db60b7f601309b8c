/** The stacks of an environment in the order of the contract, section 14: each needs all before it. */
export const PLATFORM_STACKS = ['iam', 'storage', 'cicd', 'msk', 'emr', 'snowflake'] as const;

export type PlatformStack = (typeof PLATFORM_STACKS)[number];
export type PipelineStackName = `pipeline-${string}`;
export type StackName = PlatformStack | PipelineStackName;

/** The stack of one pipeline. @param pipeline Its name in pipeline.json. */
export const pipelineStack = (pipeline: string): PipelineStackName => `pipeline-${pipeline}`;

/** What the job of a pipeline runs on is there once this stack is. */
const LAST_BEFORE_PIPELINES: PlatformStack = 'emr';

/** The stacks that must be applied before this one, first to last. No pipeline waits for another. */
export function predecessorsOf(stack: StackName): PlatformStack[] {
  const at = PLATFORM_STACKS.findIndex((name) => name === stack);
  return PLATFORM_STACKS.slice(0, at === -1 ? PLATFORM_STACKS.indexOf(LAST_BEFORE_PIPELINES) + 1 : at);
}
