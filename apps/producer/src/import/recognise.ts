import { PlatformError } from '@clickstream/errors';
import { clickstream } from '@clickstream/pipeline-clickstream';
import { AccessLogFormat } from './access-log-format';
import type { LineFormat } from './line-format';
import { readLines } from './lines';
import { NdjsonFormat } from './ndjson-format';

/**
 * The format of an input, known by its content: lines that begin with `{` are events, others requests of an access log.
 *
 * @throws PlatformError NO_PAGE_VIEWS for an access log into a pipeline that has no page views.
 */
export function recogniseFormat(firstLine: string, pipeline: string): LineFormat {
  if (firstLine.startsWith('{')) return new NdjsonFormat();
  if (pipeline === clickstream.pipeline) return new AccessLogFormat();
  throw new PlatformError({
    code: 'NO_PAGE_VIEWS',
    message: `an access log becomes page views, and pipeline "${pipeline}" has none`,
    next: `use --pipeline ${clickstream.pipeline}, or import a file with one JSON event a line`,
    exitCode: 2,
  });
}

/** Empty for an empty input. */
export async function firstLineOf(input: AsyncIterable<Buffer>): Promise<string> {
  for await (const [line] of readLines(input)) if (line) return line.text;
  return '';
}
