import type { Random } from './random';
import { BOT, CAMPAIGNS, DEVICES, LOCALES, type Device } from './shop';

/** A browser or an app, with what stays the same between its visits. */
export interface Visitor {
  readonly id: string;
  readonly userId: string | undefined;
  readonly device: Device;
  readonly locale: string;
  readonly bot: boolean;
  /** Built with the contract before the current one. */
  readonly oldClient: boolean;
  /** Campaign that brought the visitor, from the first visit on. */
  readonly campaign: string | undefined;
  /** Whether a visit is under way. */
  busy: boolean;
  /** Events sent so far; the next one gets this + 1. */
  sent: number;
}

/** The text of one UUID, written over by the next. */
const text = Buffer.from('00000000-0000-0000-0000-000000000000');
const DIGITS = Buffer.from('0123456789abcdef');

/** Writes 16 bits as four hexadecimal digits; quicker than a table of texts, which would not stay in a near cache. */
function hex4(at: number, bits: number): void {
  text[at] = DIGITS[(bits >>> 12) & 0xf] as number;
  text[at + 1] = DIGITS[(bits >>> 8) & 0xf] as number;
  text[at + 2] = DIGITS[(bits >>> 4) & 0xf] as number;
  text[at + 3] = DIGITS[bits & 0xf] as number;
}

/** A version 7 UUID (RFC 9562, 5.7): the time in milliseconds, then random bits. */
export function uuidAt(at: number, random: Random): string {
  const high = Math.floor(at / 0x1_0000);
  const [one, two, three] = [random.bits(), random.bits(), random.bits()];
  hex4(0, high >>> 16);
  hex4(4, high);
  hex4(9, at % 0x1_0000);
  hex4(14, 0x7000 | (one & 0x0fff));
  hex4(19, 0x8000 | (two & 0x3fff));
  hex4(24, two >>> 16);
  hex4(28, three);
  hex4(32, three >>> 16);
  return text.toString('latin1');
}

export function newVisitor(
  random: Random,
  at: number,
  shares: { oldClients: number; bots: number },
): Visitor {
  const bot = random.chance(shares.bots);
  return {
    id: `a-${uuidAt(at, random)}`,
    userId: !bot && random.chance(0.2) ? `u-${random.bits()}` : undefined,
    device: bot ? BOT : random.pick(DEVICES),
    locale: random.pick(LOCALES),
    bot,
    oldClient: random.chance(shares.oldClients),
    campaign: random.chance(0.3) ? random.pick(CAMPAIGNS) : undefined,
    busy: false,
    sent: 0,
  };
}
