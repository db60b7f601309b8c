import { z } from 'zod';

/** Latest batch of one streaming query, as the Spark listener writes it (`spark/platform`, measures.py). */
export const queryProgressSchema = z.strictObject({
  query: z.string(),
  batch_id: z.int(),
  at: z.string().describe('Start of the latest batch, ISO 8601 UTC.'),
  duration_ms: z.int(),
  phases_ms: z.record(z.string(), z.int()).describe("Parts of the duration, by Spark's names for them."),
  input_rows: z.int().describe('Records in the latest batch.'),
  input_rows_per_second: z.number(),
  processed_rows_per_second: z.number(),
  rows_read: z.int().describe('Records in all batches of this run.'),
  rows_written: z.int().describe('Rows committed in all batches of this run.'),
  end_offsets: z
    .record(z.string(), z.int())
    .describe('By partition, the offset after the last one read; empty for a query that reads a table.'),
  offsets_behind: z.int().nullable().describe('Records of the topic that were not read yet.'),
  state_rows: z.int().describe('What the query remembers.'),
  state_bytes: z.int(),
  rows_dropped: z.int().describe('Rows behind the watermark, in all batches of this run.'),
  watermark: z.string().nullable(),
  latency_ms: z
    .strictObject({ p50: z.int(), p95: z.int(), p99: z.int() })
    .nullable()
    .describe("From the broker's time of a record to the commit."),
});

/** The progress file of a job: the state of the run and how far each query is. */
export const jobProgressSchema = z.strictObject({
  pipeline: z.string(),
  state: z
    .enum(['running', 'stopped', 'drained', 'failed', 'refused'])
    .describe('failed: starting again is all it needs. refused: a person has to act first.'),
  error: z.string().nullable(),
  waiting: z
    .record(z.string(), z.string())
    .describe('By query, what it waits for, like `waiting for Kafka`.'),
  queries: z.array(queryProgressSchema).describe('A query that found nothing to do is not listed.'),
});

export type JobProgress = z.infer<typeof jobProgressSchema>;
