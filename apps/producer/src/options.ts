import { InvalidArgumentError, Option } from 'commander';
import { ENVIRONMENTS } from '@clickstream/config';
import { DIALS, type Dial } from './simulate/traffic/dials';

export const environment = (): Option =>
  new Option('--env <name>', 'environment to work on').choices(ENVIRONMENTS).default('local');
export const asJson = (): Option => new Option('--json', 'print one JSON document for machines');

export const positionFile = (): Option =>
  new Option('--position <file>', 'keep how far it is in a file, and go on from there');

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, at least 1.');
  return Number(text);
}

export function seed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff)
    throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
  return Number(text);
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text) || value === 0)
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span like `90s`, `30m`, `6h` or `2d`. */
export function span(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  if (!count || !unit) throw new InvalidArgumentError('It must be like 90s, 30m, 6h or 2d.');
  return Number(count) * (UNITS[unit] as number);
}

/** Collects `name=share`, share from 0 to 1. */
export function turnedDial(
  text: string,
  before: Partial<Record<Dial, number>>,
): Partial<Record<Dial, number>> {
  const [, name, share] = /^([a-z-]+)=(0(?:\.\d{1,9})?|1)$/.exec(text) ?? [];
  if (!name || !(name in DIALS))
    throw new InvalidArgumentError(
      `It must be like late=0.01, with one of: ${Object.keys(DIALS).join(', ')}.`,
    );
  return { ...before, [name]: Number(share) };
}
