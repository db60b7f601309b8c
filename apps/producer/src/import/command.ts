import { statSync } from 'node:fs';
import { z } from 'zod';
import { progressLine } from '@clickstream/cli';
import { findPipeline } from '@clickstream/pipeline';
import { PositionFile } from '../send/position';
import { withSender } from '../send/with-sender';
import { DryRun } from './dry-run';
import { FileImport, type LineRecord } from './import-file';
import { openFormat } from './open-format';
import { openInput } from './open-input';
import { RefusedFile } from './refused-file';

export interface ImportOptions {
  readonly workspace: string;
  readonly pipeline: string;
  readonly environment: string;
  /** Instead of the topic of the pipeline. */
  readonly topic?: string;
  readonly giveUpAfterSeconds: number;
  /** Judges every line and sends nothing. */
  readonly dryRun: boolean;
  /** Take NDJSON as it is, also what the contract refuses. */
  readonly unchecked?: boolean;
  /** File that says how the rows of a CSV become events. */
  readonly mapping?: string;
  /** File that says how far it is. */
  readonly position?: string;
  /** File for the lines that became no event. */
  readonly refused?: string;
}

/** What `producer import --json` prints. */
export const importResultSchema = z.strictObject({
  file: z.string(),
  topic: z.string(),
  lines: z.int().describe('Lines read, of a CSV its rows; each is an event, malformed or skipped.'),
  skipped: z.int().describe('Lines that an earlier run had settled, by the position file.'),
  events: z.int().describe('Lines that became an event.'),
  acknowledged: z
    .int()
    .describe('Events that all replicas in sync have; all of them, unless the import was stopped.'),
  malformedLines: z.int().describe('Lines that became no event.'),
  malformed: z
    .array(z.strictObject({ line: z.int(), reason: z.string() }))
    .describe('The first 10,000 malformed lines.'),
  verdicts: z
    .record(z.string(), z.int())
    .nullable()
    .describe('Of a dry run: events by what the contract says of them.'),
  seconds: z.number(),
});

export type ImportResult = z.infer<typeof importResultSchema>;

/**
 * Imports one file. When `stop` fires it returns what was done until then, with nothing in flight.
 *
 * @throws PlatformError of the configuration, the input, the position file or Kafka; see the parts.
 */
export async function importFile(
  file: string,
  options: ImportOptions,
  stop: AbortSignal,
): Promise<ImportResult> {
  const { manifest } = findPipeline(options.workspace, options.pipeline);
  const topic = options.topic ?? manifest.name;
  const start = performance.now();
  const { format, identity } = await openFormat(file, manifest.name, options);
  const position =
    options.position && !options.dryRun
      ? PositionFile.open(options.position, { topic, ...identity })
      : undefined;
  const refused = options.refused ? await RefusedFile.open(options.refused, position?.start ?? 0) : undefined;
  const job = new FileImport(format, position?.start, {
    onRefused: refused?.add,
    onSettled: (count) => position?.update(count),
  });
  const dryRun = options.dryRun ? new DryRun(manifest.name) : undefined;
  try {
    if (dryRun) await follow(file, job, 'judged', (input, update) => job.run(input, dryRun, stop, update));
    else
      await follow(file, job, 'acknowledged', (input, update) => {
        const { maxMessageBytes } = manifest.topic;
        const task = {
          ...options,
          clientId: 'producer-import',
          topic,
          maxMessageBytes,
          onOutcome: job.onOutcome,
        };
        return withSender<LineRecord>(task, stop, (sender) => job.run(input, sender, stop, update));
      });
  } finally {
    position?.save(job.done);
    refused?.close();
  }
  const seconds = Math.round(performance.now() - start) / 1000;
  return { file, topic, ...job.counts, verdicts: dryRun?.verdicts ?? null, seconds };
}

/** Runs a job with a line on stderr that says how far it is, by the share of the file that was read. */
async function follow(
  file: string,
  job: FileImport,
  label: string,
  run: (input: AsyncIterable<Buffer>, update: () => void) => Promise<void>,
): Promise<void> {
  let share = 0;
  const size = statSync(file).size;
  const done = (): number => (label === 'judged' ? job.counts.lines : job.counts.acknowledged);
  const total = (): number | undefined => (share > 0 ? Math.round(job.counts.lines / share) : undefined);
  const progress = progressLine(label, total);
  try {
    await run(
      openInput(file, (bytes) => (share = bytes / size)),
      () => progress.update(done()),
    );
  } finally {
    progress.finish(done());
  }
}
