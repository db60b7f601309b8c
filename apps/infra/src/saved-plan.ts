import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import type { SynthesisedStack } from '@clickstream/infra-kit';

const noteSchema = z.strictObject({ environment: z.string(), sha256: z.string() });

const planFile = (folder: string, stack: string): string => join(folder, `${stack}.tfplan`);
const noteFile = (folder: string, stack: string): string => join(folder, `${stack}.json`);
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
 * The plan of a stack that somebody has looked at; absent when it was not planned. Terraform refuses by itself when the
 * stack has changed in the account since.
 *
 * @throws PlatformError NOT_THE_PLANNED when it was planned for another environment or from other code.
 */
export function savedPlan(folder: string, stack: SynthesisedStack, environment: string): string | undefined {
  const note = noteFile(folder, stack.name);
  const plan = planFile(folder, stack.name);
  if (!existsSync(note) || !existsSync(plan)) return undefined;
  const planned = noteSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
  if (planned.environment === environment && planned.sha256 === fingerprint(stack)) return plan;
  throw new PlatformError({
    code: 'NOT_THE_PLANNED',
    message: `the saved plan of ${stack.name} is for ${planned.environment === environment ? 'other code' : `environment ${planned.environment}`}`,
    where: plan,
    next: `npx nx run infra:plan --env ${environment} --stack ${stack.name} --save ${folder}`,
    exitCode: 2,
  });
}
