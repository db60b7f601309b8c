import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import type { SynthesisedStack } from '@clickstream/infra-kit';

const noteSchema = z.strictObject({ environment: z.string(), sha256: z.string() });

const planFile = (folder: string, stack: string): string => join(folder, `${stack}.tfplan`);
const noteFile = (folder: string, stack: string): string => join(folder, `${stack}.json`);
const isSaved = (folder: string, stack: string): boolean =>
  existsSync(noteFile(folder, stack)) && existsSync(planFile(folder, stack));
const fingerprint = ({ folder }: SynthesisedStack): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'cdk.tf.json')))
    .digest('hex');

/** Makes the folder ready for the plan of a stack. */
export function savePlan(folder: string, stack: SynthesisedStack, environment: string): void {
  mkdirSync(folder, { recursive: true });
  const note = { environment, sha256: fingerprint(stack) };
  writeFileSync(noteFile(folder, stack.name), `${JSON.stringify(note, null, 2)}\n`);
}

/**
 * The stacks that have a plan in a folder: what is applied when plans were approved and no stack is named. The others are
 * not even looked at, so that whoever applies needs no rights on them.
 *
 * @throws PlatformError NOT_APPROVED when there is none.
 */
export function planned<S extends Pick<SynthesisedStack, 'name'>>(folder: string, stacks: readonly S[]): S[] {
  const found = stacks.filter(({ name }) => isSaved(folder, name));
  if (found.length > 0) return found;
  throw new PlatformError({
    code: 'NOT_APPROVED',
    message: 'no plan of any stack is saved here',
    where: folder,
    next: `npx nx run infra:plan --save ${folder}`,
    exitCode: 2,
  });
}

/**
 * The plan of a stack that somebody has looked at; absent when it was not planned. Terraform refuses by itself when the
 * stack has changed in the account since.
 *
 * @throws PlatformError NOT_THE_PLANNED when it was planned for another environment or from other code.
 */
export function savedPlan(folder: string, stack: SynthesisedStack, environment: string): string | undefined {
  if (!isSaved(folder, stack.name)) return undefined;
  const plan = planFile(folder, stack.name);
  const note = noteSchema.parse(JSON.parse(readFileSync(noteFile(folder, stack.name), 'utf8')));
  if (note.environment === environment && note.sha256 === fingerprint(stack)) return plan;
  throw new PlatformError({
    code: 'NOT_THE_PLANNED',
    message: `the saved plan of ${stack.name} is for ${note.environment === environment ? 'other code' : `environment ${note.environment}`}`,
    where: plan,
    next: `npx nx run infra:plan --env ${environment} --stack ${stack.name} --save ${folder}`,
    exitCode: 2,
  });
}
