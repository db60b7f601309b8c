import type { ConvertedLine, LineFormat } from './line-format';
import { readLines, type Line } from './lines';
import { ABOUT_TIME, refusalOf } from './verdict';

/** One event of any pipeline a line. Its bytes travel unchanged. */
export class NdjsonFormat implements LineFormat {
  readonly read = readLines;

  /**
   * @param checked Whether a line must be an event of the contract of `clickstream`, but for the clocks. Raw traffic is not
   *   checked: the stream sets aside what is wrong, as the client sent it.
   */
  constructor(private readonly checked: boolean) {}

  convert({ text }: Line): ConvertedLine {
    const value = Buffer.from(text, 'latin1');
    const event = parseObject(value);
    if (!event) return { reason: 'no JSON object' };
    const { anonymous_id: key, sent_at: sentAt } = event;
    if (typeof key !== 'string' || key === '') return { reason: 'no anonymous_id' };
    const receivedAt = timeOf(sentAt);
    if (receivedAt === undefined) return { reason: 'no sent_at like 2015-05-17T10:05:03.120Z' };
    const refusal = this.checked ? refusalOf(value, receivedAt, ABOUT_TIME) : undefined;
    return refusal ? { reason: refusal } : { key, value, headers: { received_at: String(receivedAt) } };
  }
}

/** Invalid UTF-8 is no JSON (RFC 8259, 8.1). */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined; // the caller says what is wrong with the line
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Milliseconds since 1970. Date.parse alone takes much that is no time, and times without a zone as local. */
function timeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
