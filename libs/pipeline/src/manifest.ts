import { z } from 'zod';
import { nameViolations } from './names';

const HOUR_MS = 3_600_000;

const name = z
  .string()
  .check((context) => {
    for (const message of nameViolations(context.value)) {
      context.issues.push({ code: 'custom', message, input: context.value });
    }
  })
  .describe('Name of the pipeline; topic, tables, prefixes and roles derive from it.');

/**
 * The shortest dedup horizon that loses nothing: with a shorter one the watermark could pass records that Kafka still
 * holds, and a backlog would lose on-time rows. Source of the rule: docs/architecture.md, "Time".
 */
export function leastDedupHorizonMs(topic: { retentionMs: number; segmentMs: number }): number {
  return topic.retentionMs + topic.segmentMs + HOUR_MS;
}

/**
 * `pipeline.json`: what a team declares about its pipeline. Everything else is derived from it and from the contracts
 * beside it. Durations are whole milliseconds, as in Kafka's own configuration.
 */
export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name,
    owner: z
      .string()
      .regex(/^@[\w.-]+(\/[\w.-]+)?$/, 'a GitHub handle or team, like @acme/checkout')
      .describe('GitHub team that owns the pipeline.'),
    topic: z
      .strictObject({
        partitions: z.int().min(1).max(1_000).default(4).describe('Kafka partitions; can only grow.'),
        retentionMs: z
          .int()
          .positive()
          .default(48 * HOUR_MS)
          .describe('Kafka retention.ms.'),
        segmentMs: z
          .int()
          .positive()
          .default(6 * HOUR_MS)
          .describe('Kafka segment.ms.'),
        maxMessageBytes: z.int().min(1_024).default(1_048_576).describe('Kafka max.message.bytes.'),
        compression: z
          .enum(['producer', 'uncompressed', 'gzip'])
          .default('producer')
          .describe('Kafka compression.type: as producers send it, or one that all clients here read.'),
      })
      .prefault({})
      .describe('The Kafka topic; it carries the name of the pipeline.'),
    time: z
      .strictObject({
        latenessMs: z
          .int()
          .positive()
          .default(24 * HOUR_MS)
          .describe('L: older than this at receipt is late.'),
        futureMs: z
          .int()
          .positive()
          .default(HOUR_MS / 12)
          .describe('F: further ahead than this is in the future.'),
        dedupHorizonMs: z
          .int()
          .positive()
          .default(72 * HOUR_MS)
          .describe('H: how long an event_id is remembered.'),
        sessionGapMs: z
          .int()
          .positive()
          .default(HOUR_MS / 2)
          .describe('Inactivity that ends a session.'),
      })
      .prefault({})
      .describe('Time rules on a record; see docs/architecture.md, "Time".'),
  })
  .superRefine((manifest, context) => {
    const least = leastDedupHorizonMs(manifest.topic);
    if (manifest.time.dedupHorizonMs >= least) return;
    context.addIssue({
      code: 'custom',
      path: ['time', 'dedupHorizonMs'],
      message: `must be at least topic.retentionMs + topic.segmentMs + 1 h = ${least}`,
    });
  });

export type PipelineManifest = z.infer<typeof manifestSchema>;
