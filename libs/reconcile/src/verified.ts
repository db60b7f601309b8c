import { z } from 'zod';
import type { OffsetRange } from './range';

/**
 * What earlier runs have verified, kept for the time when Kafka no longer holds the records: per partition how far, and
 * which offsets held no record.
 */
export const verifiedSchema = z.strictObject({
  pipeline: z.string(),
  partitions: z.array(
    z.strictObject({
      partition: z.int(),
      to: z.int().describe('Every offset below has been verified.'),
      notRecords: z
        .array(z.tuple([z.int(), z.int()]))
        .describe('Ranges of offsets without a record, the end of each not part of it.'),
    }),
  ),
});

export type Verified = z.infer<typeof verifiedSchema>;

export const nothingVerified = (pipeline: string): Verified => ({ pipeline, partitions: [] });

/** Whether every offset of a gap was found to hold no record while Kafka could still tell. */
export function wasVerified({ partitions }: Verified, gap: OffsetRange): boolean {
  const known = partitions.find(({ partition }) => partition === gap.partition);
  return known?.notRecords.some(([from, to]) => from <= gap.from && gap.to <= to) ?? false;
}

/** Adds a clean run; a run that began beyond what was verified leaves a hole and adds nothing for that partition. */
export function withRun(
  verified: Verified,
  ranges: readonly OffsetRange[],
  notRecords: readonly OffsetRange[],
): Verified {
  const partitions = new Map(verified.partitions.map((entry) => [entry.partition, entry]));
  for (const { partition, from, to } of ranges) {
    const known = partitions.get(partition) ?? { partition, to: 0, notRecords: [] };
    if (from > known.to || to <= known.to) continue;
    const added = notRecords
      .filter((gap) => gap.partition === partition && gap.to > known.to)
      .map((gap): [number, number] => [gap.from, gap.to]);
    const kept = known.notRecords.filter(([start]) => !added.some(([other]) => other === start));
    partitions.set(partition, { partition, to, notRecords: [...kept, ...added] });
  }
  return { ...verified, partitions: [...partitions.values()].sort((a, b) => a.partition - b.partition) };
}
