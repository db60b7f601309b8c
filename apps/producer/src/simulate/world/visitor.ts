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

const HEX = Array.from({ length: 0x1_0000 }, (_, value) => value.toString(16).padStart(4, '0'));
const hex4 = (value: number): string => HEX[value & 0xffff] as string;

/** A version 7 UUID (RFC 9562, 5.7): the time in milliseconds, then random bits. */
export function uuidAt(at: number, random: Random): string {
  const [high, low] = [Math.floor(at / 0x1_0000), at % 0x1_0000];
  const [one, two, three] = [random.bits(), random.bits(), random.bits()];
  const version = hex4(0x7000 | (one & 0x0fff));
  const variant = hex4(0x8000 | (two & 0x3fff));
  return `${hex4(high >>> 16)}${hex4(high)}-${hex4(low)}-${version}-${variant}-${hex4(two >>> 16)}${hex4(three)}${hex4(three >>> 16)}`;
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
