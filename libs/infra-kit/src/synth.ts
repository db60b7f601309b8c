import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import {
  PLATFORM_STACKS,
  predecessorsOf,
  type PlatformStack,
  type StackName,
} from '@clickstream/infra-order';
import { infraEnvironmentSchema, type InfraEnvironment } from './environment';
import type { PipelineStack } from './pipeline-stack';
import { cicdStack } from './stacks/cicd';
import { emrStack } from './stacks/emr';
import { iamStack } from './stacks/iam';
import { mskStack } from './stacks/msk';
import { snowflakeStack } from './stacks/snowflake';
import type { SynthOptions, Target } from './stacks/stack';
import { storageStack } from './stacks/storage';

/** A synthesised stack, ready for Terraform. */
export interface SynthesisedStack {
  readonly name: StackName;
  /** Absolute folder that holds cdk.tf.json. */
  readonly folder: string;
  /** Stacks that must be applied before, first to last. */
  readonly after: readonly StackName[];
}

/**
 * All stacks of one environment, by name. Each waits for those before it in the contract's order, also where Terraform
 * would see no need.
 *
 * @throws ZodError when the environment is incomplete.
 */
export function addStacks(
  target: Target,
  pipelines: readonly PipelineStack[],
): ReadonlyMap<StackName, TerraformStack> {
  const environment = infraEnvironmentSchema.parse(target.environment);
  const checked = { ...target, environment };
  const iam = iamStack(checked);
  const storage = storageStack(checked);
  const msk = mskStack(checked, storage);
  const platform: Record<PlatformStack, TerraformStack> = {
    iam,
    storage: storage.stack,
    cicd: cicdStack(checked, storage),
    msk: msk.stack,
    emr: emrStack(checked, storage, msk),
    snowflake: snowflakeStack(
      checked,
      pipelines.map(({ pipeline }) => pipeline),
    ),
  };
  const stacks = new Map<StackName, TerraformStack>(PLATFORM_STACKS.map((name) => [name, platform[name]]));
  for (const pipeline of pipelines) stacks.set(`pipeline-${pipeline.pipeline}`, pipeline.addTo(checked));
  for (const [name, stack] of stacks)
    for (const before of predecessorsOf(name)) stack.addDependency(platform[before]);
  return stacks;
}

/** Writes the Terraform of every stack of an environment, each to a folder of its own below `outdir`. */
export function synthEnvironment(
  environment: InfraEnvironment,
  pipelines: readonly PipelineStack[],
  { outdir, ...options }: SynthOptions & { readonly outdir: string },
): SynthesisedStack[] {
  // cdktf makes the last folder of a path only.
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const stacks = addStacks({ scope: app, environment, ...options }, pipelines);
  app.synth();
  const names = new Map([...stacks].map(([name, stack]) => [stack, name]));
  return [...stacks].map(([name, stack]) => ({
    name,
    folder: join(outdir, 'stacks', name),
    after: stack.dependencies.flatMap((before) => names.get(before) ?? []),
  }));
}
