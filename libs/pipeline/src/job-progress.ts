import { z } from 'zod';

/** Latest batch of one streaming query, as the Spark listener writes it (`spark/platform`, progress.py). */
export const queryProgressSchema = z.strictObject({
  query: z.string(),
  batch_id: z.int(),
  at: z.string().describe('Start of the latest batch, ISO 8601 UTC.'),
  duration_ms: z.int(),
  input_rows: z.int().describe('Records in the latest batch.'),
  rows_read: z.int().describe('Records in all batches of this run.'),
  rows_written: z.int().describe('Rows committed in all batches of this run.'),
  end_offsets: z.record(z.string(), z.int()).describe('By partition, the offset after the last one read.'),
});

/** The progress file of a job: the state of the run and how far each query is. */
export const jobProgressSchema = z.strictObject({
  pipeline: z.string(),
  state: z.enum(['running', 'stopped', 'drained', 'failed']),
  error: z.string().nullable(),
  queries: z.array(queryProgressSchema).describe('A query that found nothing to do is not listed.'),
});

export type JobProgress = z.infer<typeof jobProgressSchema>;
