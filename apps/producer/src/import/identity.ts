import { createHash } from 'node:crypto';

/**
 * The event ids of a file, line by line: link n is SHA-256 of link n-1 and line n, and the id is made of the link.
 *
 * So an id stands for a line, its number and everything before it. It needs no second pass and no name: the same content
 * has the same ids, plain or compressed, today or next year, and a log that grew keeps the ids of its old lines. Two equal
 * lines of a file are two events. Not told apart: two logs that begin with the very same lines, as far as they agree.
 */
export class LineIds {
  private link = Buffer.alloc(32);

  /** The id of the next line; every line counts, also one that becomes no event. */
  next(line: string): string {
    this.link = createHash('sha256').update(this.link).update(line, 'latin1').digest();
    return uuidOf(this.link);
  }
}

/**
 * A visitor, as far as a log knows one: a name made of the address. It is a pseudonym, not anonymous: whoever has the
 * address can make it again, so it is personal data as much as `context.ip` is.
 */
export function visitorId(address: string): string {
  return uuidOf(createHash('sha256').update('visitor\n').update(address).digest());
}

/** A version 8 UUID of the first bytes of a hash (RFC 9562, 5.8). */
function uuidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
