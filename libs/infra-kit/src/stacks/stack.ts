import { S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { isEmulated, type InfraEnvironment } from '../environment';
import { namesIn } from '../names';

/** How the infrastructure is written out. */
export interface SynthOptions {
  /** Lets `destroy` remove what holds data. Terraform itself refuses otherwise. */
  readonly deleteData: boolean;
}

/** Where a stack goes, and how. */
export interface Target extends SynthOptions {
  readonly scope: Construct;
  readonly environment: InfraEnvironment;
}

/** A stack whose state is kept in S3 and locked while it is changed. @param id Names its state too. */
export function newStack({ scope, environment }: Target, id: string): TerraformStack {
  const stack = new TerraformStack(scope, id);
  const { region } = environment;
  new S3Backend(stack, {
    bucket: namesIn(environment).bucket('state'),
    key: `terraform/${id}.tfstate`,
    region,
    encrypt: true,
    ...(isEmulated(environment) && { usePathStyle: true }),
  });
  // Not among the fields of cdktf 0.21; the file of the lock lies beside the state.
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
  return stack;
}

/** @param tags Beside `environment`: on everything in the stack that takes tags. */
export function addAwsProvider(
  stack: TerraformStack,
  environment: InfraEnvironment,
  tags: Record<string, string> = {},
): void {
  const { name, account, region } = environment;
  new AwsProvider(stack, 'aws', {
    region,
    // Credentials of another environment are refused before anything is read.
    allowedAccountIds: [account],
    defaultTags: [{ tags: { environment: name, platform: 'clickstream', ...tags } }],
    // An emulator has one address for all buckets, and what it does not know it does not know at the next try.
    ...(isEmulated(environment) && { s3UsePathStyle: true, maxRetries: 2 }),
  });
}

export function addOutputs(stack: TerraformStack, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values))
    // An id of its own: a resource may have the name of an output.
    new TerraformOutput(stack, `output-${name}`, { value }).overrideLogicalId(name);
}

/** Lifecycle of a resource that holds data, or without which data cannot be read. */
export const keepsData = ({ deleteData, environment }: Target) => ({
  lifecycle: { preventDestroy: !deleteData && !isEmulated(environment) },
});
