import { join } from 'node:path';
import { App } from 'cdktf';
import type { InfraEnvironment } from './environment';
import type { PipelineStack } from './pipeline-stack';

/** A synthesised stack, ready for Terraform. */
export interface SynthesisedStack {
  readonly pipeline: string;
  /** Absolute folder that holds cdk.tf.json. */
  readonly folder: string;
}

/** Writes the Terraform of each pipeline in one environment to a folder of its own below `outdir`. */
export function synthPipelineStacks(
  stacks: readonly PipelineStack[],
  environment: InfraEnvironment,
  outdir: string,
): SynthesisedStack[] {
  const app = new App({ outdir });
  const added = stacks.map((stack) => ({
    pipeline: stack.pipeline,
    id: stack.addTo(app, environment).node.id,
  }));
  app.synth();
  return added.map(({ pipeline, id }) => ({ pipeline, folder: join(outdir, 'stacks', id) }));
}
