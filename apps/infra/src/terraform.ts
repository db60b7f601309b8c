import { join } from 'node:path';
import { z } from 'zod';
import { providerSource, runTerraform, type SynthesisedStack } from '@clickstream/infra-kit';

/** What Terraform is run with. */
export interface TerraformContext {
  readonly env: NodeJS.ProcessEnv;
  readonly mirror: string | undefined;
  readonly signal: AbortSignal;
}

export interface Change {
  readonly action: string;
  /** Address in the stack: `aws_s3_bucket.raw`. */
  readonly address: string;
}

export interface Plan {
  /** Absolute path of the saved plan. */
  readonly file: string;
  readonly changes: readonly Change[];
  /** Nothing to do, outputs included. */
  readonly empty: boolean;
}

const plannedSchema = z.object({
  type: z.literal('planned_change'),
  change: z.object({ action: z.string(), resource: z.object({ addr: z.string() }) }),
});
const finishedSchema = z.object({
  type: z.literal('apply_complete'),
  hook: z.object({ resource: z.object({ addr: z.string() }) }),
});
const outputsSchema = z.record(z.string(), z.object({ sensitive: z.boolean(), value: z.unknown() }));

const NOTHING = 0;
const CHANGES = 2;

function contextOf(stack: SynthesisedStack, { env, mirror, signal }: TerraformContext) {
  return { cwd: stack.folder, env: { ...env, ...providerSource(mirror, stack.folder) }, signal };
}

/** Fetches the provider and connects the state. */
export async function init(stack: SynthesisedStack, context: TerraformContext): Promise<void> {
  await runTerraform(['init', '-input=false', '-no-color'], contextOf(stack, context));
}

/** Compares what should be with what is. @param destroy Plan that nothing should be. */
export async function plan(
  stack: SynthesisedStack,
  context: TerraformContext,
  { file = join(stack.folder, 'plan.tfplan'), destroy = false } = {},
): Promise<Plan> {
  const args = [
    'plan',
    '-input=false',
    '-json',
    '-detailed-exitcode',
    `-out=${file}`,
    ...(destroy ? ['-destroy'] : []),
  ];
  const accept = [NOTHING, CHANGES];
  const { code, stdout } = await runTerraform(args, { ...contextOf(stack, context), accept });
  const changes = stdout.split('\n').flatMap((line) => {
    const { success, data } = plannedSchema.safeParse(parseLine(line));
    return success ? [{ action: data.change.action, address: data.change.resource.addr }] : [];
  });
  return { file, changes, empty: code === NOTHING };
}

/** Does what a plan says. @param onDone Called with each resource as it is done. */
export async function apply(
  stack: SynthesisedStack,
  context: TerraformContext,
  file: string,
  onDone: (address: string) => void,
): Promise<void> {
  const onLine = (line: string): void => {
    const { success, data } = finishedSchema.safeParse(parseLine(line));
    if (success) onDone(data.hook.resource.addr);
  };
  await runTerraform(['apply', '-input=false', '-json', file], { ...contextOf(stack, context), onLine });
}

/** What a stack tells the world; what is sensitive stays out. */
export async function outputs(
  stack: SynthesisedStack,
  context: TerraformContext,
): Promise<Record<string, unknown>> {
  const { stdout } = await runTerraform(['output', '-json'], contextOf(stack, context));
  return Object.fromEntries(
    Object.entries(outputsSchema.parse(JSON.parse(stdout)))
      .filter(([, { sensitive }]) => !sensitive)
      .map(([name, { value }]) => [name, value]),
  );
}

/** Every line of `-json` is a document; a warning that comes before them is not. */
function parseLine(line: string): unknown {
  return line.startsWith('{') ? JSON.parse(line) : undefined;
}
