import { parseAccessLogLine } from './access-log';
import { LineIds } from './identity';
import type { ConvertedLine, LineFormat } from './line-format';
import { readLines, type Line } from './lines';
import { pageViewOf } from './page-view';
import { refusalOf } from './verdict';

/** Apache's combined log format: every request is a page view. */
export class AccessLogFormat implements LineFormat {
  private readonly ids = new LineIds();
  readonly read = readLines;

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
