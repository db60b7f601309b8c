import { PipelineStack } from './pipeline-stack';

export interface PipelineStackOptions {
  /** The content of the pipeline's own pipeline.json. */
  readonly manifest: unknown;
  /** An alarm rings when a query got nothing done for so long; in seconds, 600 unless told. */
  readonly maxBatchAgeSeconds?: number;
}

/**
 * Declares the infrastructure of a pipeline: the roles of its Spark job and its producers, its folders in S3, the
 * settings of its topic and its alarms. `infra/stack.ts` of a pipeline exports it as its default.
 *
 * @throws ZodError when the manifest is not valid.
 */
export function definePipelineStack({
  manifest,
  maxBatchAgeSeconds = 600,
}: PipelineStackOptions): PipelineStack {
  return new PipelineStack(manifest, { maxBatchAgeSeconds });
}
