import { z } from 'zod';
import { recordSummarySchema, runSchema, statusSchema } from './operate/status';
import { STOP_OUTCOMES } from './operate/stop';
import { planSchema } from './plan/plan';

/** What `bundle --json` prints. */
export const bundledSchema = z.strictObject({
  pipeline: z.string(),
  version: z.string(),
  digest: z.string(),
  commit: z.string().nullable(),
  clean: z.boolean().describe('What is in the bundle is what is in that commit.'),
  folder: z.string(),
});

/** What `upload --json` prints. */
export const uploadedSchema = z.strictObject({
  pipeline: z.string(),
  version: z.string(),
  digest: z.string(),
  uri: z.string(),
  created: z.boolean().describe('False when it was there already.'),
  jars: z.array(z.string()).describe('Jars that were not there yet.'),
});

/** What `prepare --json` prints. */
export const preparedSchema = z.strictObject({ file: z.string(), plan: planSchema });

/** What `submit`, `upgrade` and `rollback --json` print. */
export const submittedSchema = z.strictObject({
  pipeline: z.string(),
  environment: z.string(),
  submitted: recordSummarySchema,
  run: runSchema.describe('After --wait as it ended, else as it began.'),
});

/** What `stop --json` prints. */
export const stoppedSchema = z.strictObject({
  pipeline: z.string(),
  environment: z.string(),
  outcome: z.enum(STOP_OUTCOMES),
});

/** What `logs --json` prints. */
export const logsSchema = z.strictObject({
  pipeline: z.string(),
  run: z.string(),
  lines: z.array(z.string()),
});

/** By command. `run --json` prints the progress of the job, see libs/pipeline. */
export const OUTPUTS = {
  bundle: bundledSchema,
  upload: uploadedSchema,
  prepare: preparedSchema,
  submit: submittedSchema,
  stop: stoppedSchema,
  logs: logsSchema,
  status: statusSchema,
};
