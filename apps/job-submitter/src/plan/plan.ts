import { z } from 'zod';
import { pipelineStateSchema } from '../bundle/manifest';

export const BACKENDS = ['local', 'emr', 'emr-serverless'] as const;
export type BackendKind = (typeof BACKENDS)[number];

export const workSchema = z.strictObject({
  drain: z.boolean().describe('End when everything in the topic is processed.'),
  settle: z
    .boolean()
    .describe('Name duplicates and heal sessions: after a drain, else instead of running queries.'),
  final: z.boolean().describe('With settle: the input has ended.'),
  queries: z.array(z.string()).nullable().describe('Null runs all.'),
  replay: z.tuple([z.iso.datetime(), z.iso.datetime()]).nullable(),
});
/** What a run has to do. */
export type Work = z.infer<typeof workSchema>;

export const sparkSettingSchema = z.strictObject({
  key: z.string(),
  value: z.string(),
  why: z.string(),
  by: z
    .enum(['submit', 'job'])
    .describe('Who sets it: the request, or the code in the bundle when it starts.'),
});
export type SparkSetting = z.infer<typeof sparkSettingSchema>;

/** A plan: everything that a run will be, for people to review before anybody submits it. Holds no secret. */
export const planSchema = z.strictObject({
  plan: z.literal(1).describe('Version of this format.'),
  digest: z.string().describe('SHA-256 of the rest of this document, as JSON without white space.'),
  name: z.string().describe('What the run is called where it runs.'),
  pipeline: z.string(),
  environment: z.string(),
  bundle: z.strictObject({
    version: z.string(),
    digest: z.string(),
    commit: z.string().nullable(),
    clean: z.boolean(),
    uri: z.string().describe('Where it must have been uploaded.'),
  }),
  work: workSchema,
  checkpoints: z.record(z.string(), z.string()).describe('By query, where it goes on from.'),
  state: pipelineStateSchema,
  settings: z.record(z.string(), z.unknown()).describe('What the job is told of its environment.'),
  spark: z.array(sparkSettingSchema).describe('Every Spark setting that is not the default.'),
  request: z.strictObject({
    backend: z.enum(BACKENDS),
    target: z
      .string()
      .describe('The cluster or application by name; for `local` the folder of the platform.'),
    input: z.record(z.string(), z.unknown()).describe('The request itself, as it will be sent.'),
  }),
});
export type Plan = z.infer<typeof planSchema>;
