import { z } from 'zod';

const stack = z.string().describe('Name of the stack.');

export const plannedSchema = z.strictObject({
  stack,
  waitsFor: z.array(z.string()).describe('Stacks that must be applied before it can be planned.'),
  changes: z.array(
    z.strictObject({
      action: z.string().describe("Terraform's word: create, update, replace, delete."),
      address: z.string().describe('Resource in the stack.'),
    }),
  ),
});

export const deployedSchema = z.strictObject({
  stack,
  changed: z.int().describe('Resources that were made, changed or removed.'),
  seconds: z.number(),
  outputs: z.record(z.string(), z.unknown()).describe('What the stack tells; nothing secret.'),
});

export const destroyedSchema = z.strictObject({ stack, removed: z.int() });

export const adoptedSchema = z.strictObject({
  stack,
  adopted: z.boolean().describe('False when it was applied already.'),
  at: z.string().describe('Since when it counts as applied, ISO 8601 in UTC.'),
});

export const orderedSchema = z.strictObject({
  stack,
  after: z.array(z.string()).describe('Stacks that must be applied before.'),
  status: z
    .enum(['applied', 'unfinished', 'absent', 'unknown'])
    .describe('`unknown` where no account was asked.'),
  at: z.string().optional().describe('When it was applied, ISO 8601 in UTC.'),
});

export type PlannedStack = z.infer<typeof plannedSchema>;
export type DeployedStack = z.infer<typeof deployedSchema>;
export type DestroyedStack = z.infer<typeof destroyedSchema>;
export type AdoptedStack = z.infer<typeof adoptedSchema>;
export type OrderedStack = z.infer<typeof orderedSchema>;

/** What `--json` prints, by command. */
export const OUTPUTS = {
  plan: z.array(plannedSchema),
  deploy: z.array(deployedSchema),
  destroy: z.array(destroyedSchema),
  adopt: adoptedSchema,
  order: z.array(orderedSchema),
};
