import { z } from 'zod';
import type { CheckReport } from './check';
import { BUMPS } from './compare';

const bump = z.enum(BUMPS);
const consequence = { change: z.string(), bump, why: z.string(), todo: z.string() };

/** What `schema check --json` prints. */
export const checkReportSchema: z.ZodType<CheckReport> = z.strictObject({
  pipeline: z.string(),
  events: z.array(
    z.strictObject({
      event: z.string(),
      from: z.string().optional().describe('Latest published version; absent for a new event.'),
      to: z.string().describe('The version that the definition deserves.'),
      bump,
      changes: z.array(z.strictObject({ field: z.string(), ...consequence })),
      published: z.boolean(),
      refused: z.boolean().describe('Breaking, and no upcast keeps old events readable.'),
    }),
  ),
  columns: z.array(
    z.strictObject({ column: z.string(), ...consequence, impossible: z.boolean().optional() }),
  ),
  topic: bump,
  warehouse: bump,
  violations: z.array(z.strictObject({ file: z.string(), problem: z.string(), todo: z.string() })),
  ok: z.boolean().describe('False: exit code 1.'),
});
