import { PlatformError } from '@clickstream/errors';
import { clickstream } from '@clickstream/pipeline-clickstream';
import { AccessLogFormat } from './access-log-format';
import type { LineFormat } from './line-format';
import { readLines } from './lines';
import { NdjsonFormat } from './ndjson-format';

/**
 * The format of an input, known by its content: lines that begin with `{` are events, others requests of an access log.
 *
 * @param unchecked Take events as they are, also those that the contract refuses.
 * @throws PlatformError NO_PAGE_VIEWS for an access log into a pipeline that has no page views.
 */
export function recogniseFormat(firstLine: string, pipeline: string, unchecked = false): LineFormat {
  // Only the contract of this pipeline is built into the producer.
  if (firstLine.startsWith('{')) return new NdjsonFormat(!unchecked && pipeline === clickstream.pipeline);
  if (pipeline === clickstream.pipeline) return new AccessLogFormat();
  throw new PlatformError({
    code: 'NO_PAGE_VIEWS',
    message: `an access log becomes page views, and pipeline "${pipeline}" has none`,
    next: `use --pipeline ${clickstream.pipeline}, or import a file with one JSON event a line`,
    exitCode: 2,
  });
}

/** The first lines of an input, as many as there are. */
export async function firstLinesOf(input: AsyncIterable<Buffer>, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of readLines(input)) {
    found.push(...lines.slice(0, count - found.length).map(({ text }) => text));
    if (found.length === count) break;
  }
  return found;
}
