import { unescape } from './unescape';

/** What one line of an access log says. */
export interface AccessLogEntry {
  /** Address of the client, or its name where the server looked names up. */
  readonly address: string;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly method: string;
  /** The request target as the client wrote it. */
  readonly target: string;
  readonly status: number;
  /** Bytes of the body; 0 where the log has `-`. */
  readonly bytes: number;
  readonly referrer: string | undefined;
  readonly userAgent: string | undefined;
}

export type ParsedLine = { readonly entry: AccessLogEntry } | { readonly malformed: string };

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;

/** The fields of Apache's combined format, `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`, in order. */
const FIELDS = [
  ['address', /(\S+) /y],
  ['identity', /\S+ /y],
  ['user', /[^[]+? (?=\[)/y],
  ['time', /\[([^\]]+)\] /y],
  ['request', new RegExp(`${QUOTED} `, 'y')],
  ['status', /([1-5]\d\d) /y],
  ['size', /(\d{1,15}|-) /y],
  ['referrer', new RegExp(`${QUOTED} `, 'y')],
  // Long user agents are cut by some servers and shippers, closing quote and all; the request is complete before it.
  ['user agent', /"((?:[^"\\]|\\.)*)(?:"|\\?$)$/y],
] as const;

/**
 * Reads a line in Apache's combined log format.
 *
 * @param text One character a byte (Latin-1), so that nothing is lost before its escapes are resolved.
 */
export function parseAccessLogLine(text: string): ParsedLine {
  const found: string[] = [];
  let at = 0;
  for (const [name, pattern] of FIELDS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return { malformed: `no ${name} at column ${at + 1}` };
    at = pattern.lastIndex;
    found.push(match[1] ?? '');
  }
  const [address, , , when, request, status, size, referrer, agent] = found as [string, ...string[]];
  const time = timeOf(when as string);
  if (time === undefined) return { malformed: `"${when}" is no time like 17/May/2015:10:05:03 +0000` };
  const parts = REQUEST.exec(unescape(request as string));
  if (!parts) return { malformed: 'the request is not "METHOD TARGET PROTOCOL"' };
  return {
    entry: {
      address,
      time,
      method: parts[1] as string,
      target: parts[2] as string,
      status: Number(status),
      bytes: size === '-' ? 0 : Number(size),
      referrer: header(referrer as string),
      userAgent: header(agent as string),
    },
  };
}

/** RFC 9112: a method is a token; a target should hold no space, but clients send them. HTTP/0.9 has no protocol. */
const REQUEST = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (.+?)(?: HTTP\/\d(?:\.\d)?)?$/s;

const TIME = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)([0-5]\d)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function timeOf(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second, sign, zoneHours, zoneMinutes] =
    match as unknown as string[];
  const fields = [year, MONTHS.indexOf(month as string), day, hour, minute, second].map(Number);
  const local = new Date(0);
  local.setUTCFullYear(fields[0] as number, fields[1], fields[2]);
  local.setUTCHours(fields[3] as number, fields[4], fields[5]);
  // A day or hour that does not exist, such as 31 June, would roll over silently.
  const real = [
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
  ];
  if (real.some((value, index) => value !== fields[index])) return undefined;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return local.getTime() + (sign === '+' ? -zone : zone);
}

/** A header that the client did not send is logged as `-`. */
function header(escaped: string): string | undefined {
  const text = unescape(escaped);
  return text === '-' || text === '' ? undefined : text;
}
