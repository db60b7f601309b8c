import { App } from 'cdktf';
import type { PolicyDocument } from '../access/policy';
import type { InfraEnvironment } from '../environment';
import type { PipelineStack } from '../pipeline-stack';
import { sampleEnvironment } from '../sample';

type Attributes = Readonly<Record<string, unknown>>;

/** The part of cdk.tf.json that specs look at. */
export interface Synthesised {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly provider: Readonly<Record<string, readonly Attributes[]>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}

/** What Terraform will read, without writing it. */
export function synthesised(
  stack: PipelineStack,
  environment: InfraEnvironment = sampleEnvironment,
): Synthesised {
  return stack.addTo(new App(), environment).toTerraform() as Synthesised;
}

/** The policy as it stands in the synthesised role. */
export function policyOf({ resource }: Synthesised, id: string): PolicyDocument {
  return JSON.parse(String(resource['aws_iam_role_policy']?.[id]?.['policy'])) as PolicyDocument;
}
