import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const queryStateSchema = z.strictObject({
  operator: z.string().describe("Spark's name of what keeps the state."),
  watermark: z.string().describe('Column whose watermark lets it forget.'),
  keys: z.array(z.string()).describe('What it is kept by.'),
  aggregates: z.record(z.string(), z.string()).describe('Expression of each column made of many events.'),
  types: z.record(z.string(), z.string()).describe('Types of the columns that keys and aggregates read.'),
});

/** What the queries of a pipeline remember, in the words of `clickstream_spark.state` (spark/platform). */
export const pipelineStateSchema = z.strictObject({
  checkpoint_version: z.int().min(1),
  topic: z.string(),
  queries: z
    .record(z.string(), queryStateSchema.nullable())
    .describe('By name; null for a query that keeps nothing but its position.'),
});
export type PipelineState = z.infer<typeof pipelineStateSchema>;

/** `manifest.json` of a bundle: what is in it, where it is from, and what its queries remember. */
export const bundleManifestSchema = z.strictObject({
  bundle: z.literal(1).describe('Version of this format.'),
  pipeline: z.string(),
  version: z.string().describe('Of the platform, and the beginning of the digest.'),
  digest: sha256.describe('SHA-256 of the lines `sha256  name` of all files, then all jars.'),
  source: z.strictObject({
    commit: z
      .string()
      .nullable()
      .describe('Last commit that changed what is in the bundle; null outside git.'),
    clean: z.boolean().describe('What is in the bundle is what is in that commit.'),
  }),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), sha256 })),
  jars: z
    .array(z.strictObject({ name: z.string(), sha256 }))
    .describe('Libraries of the JVM, locked; not in the bundle itself.'),
  state: pipelineStateSchema,
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;
