import { z } from 'zod';
import { FINDING_KINDS } from '@clickstream/reconcile';

const offsets = z.strictObject({
  partition: z.int(),
  from: z.int(),
  to: z.int().describe('Not part of the range.'),
});

const pair = z.strictObject({
  at: z.string().describe('partition/offset.'),
  kept: z.string().describe('partition/offset of the event with the same event_id.'),
});

/** What `reconcile --json` prints. */
export const reconciliationSchema = z.strictObject({
  pipeline: z.string(),
  clean: z.boolean().describe('Every offset of the ranges has exactly one fate and all tables agree.'),
  ranges: z.array(offsets).describe('What was compared: offsets that every query has committed.'),
  inFlight: z.int().describe('Records beyond the ranges, which some query has not committed yet.'),
  fates: z.strictObject({
    raw: z.int().describe('Records in raw.'),
    curated: z.int(),
    setAside: z.record(z.string(), z.int()).describe('By kind, late ones included.'),
    duplicates: z.int(),
    idConflicts: z.int().describe('Records with the event_id of a kept event and other content.'),
    beyondHorizon: z
      .int()
      .describe('Rows of events that repeat one so old that the stream had forgotten it; no finding.'),
    notRecords: z.array(offsets).describe('Offsets of transaction markers and aborted records.'),
    listed: z
      .strictObject({ idConflicts: z.array(pair), beyondHorizon: z.array(pair) })
      .describe('The first of both.'),
  }),
  derived: z
    .strictObject({
      compared: z.int().describe('Days that settle has closed, and to which nothing came since.'),
      open: z.int().describe('Days that may still change.'),
    })
    .nullable()
    .describe('UTC days of sessions and minutes; null for a pipeline without such tables.'),
  findings: z.strictObject({
    counts: z.partialRecord(z.enum(FINDING_KINDS), z.int()),
    first: z.array(
      z.strictObject({
        kind: z.enum(FINDING_KINDS),
        table: z.string(),
        at: z.string().describe('partition/offset, or the key of a derived row.'),
        detail: z.string(),
      }),
    ),
  }),
});

export type ReconciliationResult = z.infer<typeof reconciliationSchema>;
