import { clickstream } from '@clickstream/pipeline-clickstream';

/** What the contract says of the very bytes that would be sent. @param receivedAt Milliseconds since 1970. */
export function verdictOn(value: string | Buffer, receivedAt: number) {
  const decoded = clickstream.decode(Buffer.from(value as string));
  return decoded.ok ? clickstream.validate(decoded.document, receivedAt) : decoded;
}

/** What the stream decides, by the clocks. */
export const ABOUT_TIME = ['late', 'event_in_future'];

/** Why the contract refuses an event of a line; undefined when it does not. */
export function refusalOf(
  value: string | Buffer,
  receivedAt: number,
  notOurs: readonly string[] = [],
): string | undefined {
  const verdict = verdictOn(value, receivedAt);
  if (verdict.ok || notOurs.includes(verdict.kind)) return undefined;
  return `${verdict.kind} at ${verdict.path}: ${verdict.detail}`;
}
