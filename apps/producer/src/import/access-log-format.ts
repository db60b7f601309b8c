import { clickstream } from '@clickstream/pipeline-clickstream';
import { parseAccessLogLine } from './access-log';
import { LineIds } from './identity';
import type { ConvertedLine, LineFormat } from './line-format';
import type { Line } from './lines';
import { pageViewOf } from './page-view';

/** Apache's combined log format: every request is a page view. */
export class AccessLogFormat implements LineFormat {
  private readonly ids = new LineIds();

  convert(line: Line): ConvertedLine {
    const eventId = this.ids.next(line.text);
    const parsed = parseAccessLogLine(line.text);
    if ('malformed' in parsed) return { reason: parsed.malformed };
    if (!line.terminated && !line.text.endsWith('"')) return { reason: 'the file ends inside the line' };
    const event = pageViewOf(parsed.entry, eventId);
    const value = JSON.stringify(event);
    const refusal = refusalOf(value, parsed.entry.time);
    if (refusal) return { reason: refusal };
    return { key: event.anonymous_id, value, headers: { received_at: String(parsed.entry.time) } };
  }
}

/** The verdict of the contract on the very bytes that would be sent. */
function refusalOf(value: string, receivedAt: number): string | undefined {
  const decoded = clickstream.decode(Buffer.from(value));
  const verdict = decoded.ok ? clickstream.validate(decoded.document, receivedAt) : decoded;
  return verdict.ok ? undefined : `${verdict.kind} at ${verdict.path}: ${verdict.detail}`;
}
