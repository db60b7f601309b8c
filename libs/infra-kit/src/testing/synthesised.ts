import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { StackName } from '@clickstream/infra-order';
import type { PolicyDocument } from '../access/policy';
import { definePipelineStack } from '../define';
import type { InfraEnvironment } from '../environment';
import type { PipelineStack } from '../pipeline-stack';
import { sampleEnvironment } from '../sample';
import { addStacks } from '../synth';

type Attributes = Readonly<Record<string, unknown>>;

/** The part of cdk.tf.json that specs look at. */
export interface Synthesised {
  readonly terraform: { readonly backend: Attributes };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly provider: Readonly<Record<string, readonly Attributes[]>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}

/** It makes its folder even when nothing is written. */
const newApp = () => new App({ outdir: join(tmpdir(), 'clickstream-synth') });

/** The stack of a pipeline as Terraform will read it, without writing it. */
export function synthesised(
  stack: PipelineStack,
  environment: InfraEnvironment = sampleEnvironment,
): Synthesised {
  return stack.addTo({ scope: newApp(), environment, deleteData: false }).toTerraform() as Synthesised;
}

/** All stacks of an environment that has one pipeline, `orders`. */
export function synthesisedAll(
  environment: InfraEnvironment = sampleEnvironment,
  deleteData = false,
): Record<StackName, Synthesised> {
  const orders = definePipelineStack({ manifest: { name: 'orders', owner: '@acme/checkout' } });
  const stacks = addStacks({ scope: newApp(), environment, deleteData }, [orders]);
  // Resolves what one stack takes from another.
  for (const stack of stacks.values()) stack.prepareStack();
  return Object.fromEntries([...stacks].map(([name, stack]) => [name, stack.toTerraform()])) as Record<
    StackName,
    Synthesised
  >;
}

/** `type.id` of every resource: what Terraform knows them by. */
export const idsOf = ({ resource }: Synthesised): string[] =>
  Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`));

/** One resource. @throws Error when it is not there. */
export function resourceOf({ resource }: Synthesised, type: string, id: string): Attributes {
  const found = resource[type]?.[id];
  if (!found) throw new Error(`there is no ${type}.${id}`);
  return found;
}

/** The policy as it stands in the synthesised stack. */
export function policyOf(stack: Synthesised, id: string): PolicyDocument {
  const type = stack.resource['aws_iam_policy']?.[id] ? 'aws_iam_policy' : 'aws_iam_role_policy';
  return JSON.parse(String(resourceOf(stack, type, id)['policy'])) as PolicyDocument;
}
