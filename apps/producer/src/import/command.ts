import { z } from 'zod';
import { progressLine } from '@clickstream/cli';
import { findPipeline } from '@clickstream/pipeline';
import { withSender } from '../send/with-sender';
import { FileImport, type LineRecord } from './import-file';
import { openInput } from './open-input';
import { recogniseFormat } from './recognise';

export interface ImportOptions {
  readonly workspace: string;
  readonly pipeline: string;
  readonly environment: string;
  /** Instead of the topic of the pipeline. */
  readonly topic?: string;
  readonly giveUpAfterSeconds: number;
}

/** What `producer import --json` prints. */
export const importResultSchema = z.strictObject({
  file: z.string(),
  topic: z.string(),
  lines: z.int().describe('Lines read; each is an event or malformed.'),
  events: z.int().describe('Lines that became an event.'),
  acknowledged: z
    .int()
    .describe('Events that all replicas in sync have; all of them, unless the import was stopped.'),
  malformedLines: z.int().describe('Lines that became no event.'),
  malformed: z
    .array(z.strictObject({ line: z.int(), reason: z.string() }))
    .describe('The first 10,000 malformed lines.'),
  seconds: z.number(),
});

export type ImportResult = z.infer<typeof importResultSchema>;

/**
 * Imports one file. When `stop` fires it returns what was done until then, with nothing in flight.
 *
 * @throws PlatformError of the configuration, the input or Kafka; see the parts.
 */
export async function importFile(
  file: string,
  options: ImportOptions,
  stop: AbortSignal,
): Promise<ImportResult> {
  const { manifest } = findPipeline(options.workspace, options.pipeline);
  const format = await recogniseFormat(openInput(file), manifest.name);
  const topic = options.topic ?? manifest.name;
  const start = performance.now();
  const job = new FileImport(format);
  const progress = progressLine('acknowledged', undefined);
  const { maxMessageBytes } = manifest.topic;
  const task = { ...options, clientId: 'producer-import', topic, maxMessageBytes, onOutcome: job.onOutcome };
  try {
    await withSender<LineRecord>(task, stop, (sender) =>
      job.run(openInput(file), sender, stop, (done) => progress.update(done)),
    );
  } finally {
    progress.finish(job.counts.acknowledged);
  }
  return { file, topic, ...job.counts, seconds: Math.round(performance.now() - start) / 1000 };
}
