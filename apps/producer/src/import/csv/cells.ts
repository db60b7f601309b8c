import type { Reading } from './mapping';

/** What a cell says, or why it says nothing. */
export type Read = { readonly value: unknown } | { readonly reason: string };

const UNIX_MS: Readonly<Record<'seconds' | 'milliseconds', number>> = { seconds: 1_000, milliseconds: 1 };

/** @param offset Of times that say none themselves, such as `+02:00`. */
export function readCell(cell: string, as: Reading, offset: string | undefined): Read {
  switch (as) {
    case 'text':
      return { value: cell };
    case 'integer':
      return /^-?\d{1,16}$/.test(cell) ? { value: Number(cell) } : wrong(cell, 'whole number');
    case 'boolean':
      return /^(true|false)$/i.test(cell) ? { value: cell.toLowerCase() === 'true' } : wrong(cell, as);
    case 'time':
      return time(isoTime(cell, offset), cell, `time like 2026-03-02 08:00:00${offset ? '' : 'Z'}`);
    case 'seconds':
    case 'milliseconds':
      return time(unixTime(cell, UNIX_MS[as]), cell, `${as} since 1970`);
    case 'json':
      return json(cell);
  }
}

const SHOWN = 40;

const wrong = (cell: string, expected: string): Read => ({
  reason: `${JSON.stringify(cell.length > SHOWN ? `${cell.slice(0, SHOWN)}…` : cell)} is no ${expected}`,
});

/** Years that the contract has and JavaScript prints with four digits. */
function time(at: number | undefined, cell: string, expected: string): Read {
  if (at === undefined || !(at >= 0 && at < Date.UTC(10_000, 0))) return wrong(cell, expected);
  return { value: new Date(at).toISOString() };
}

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?$/;

/** A day that does not exist, such as 31 June, is none: `Date.parse` takes it for the day after. */
function isoTime(cell: string, offset: string | undefined): number | undefined {
  const [, day, clock, own] = ISO.exec(cell) ?? [];
  const zone = own?.replace(/(\d\d)(\d\d)$/, '$1:$2') ?? offset;
  if (!day || !clock || !zone) return undefined;
  const at = Date.parse(`${day}T${clock.replace(',', '.')}${zone}`);
  const midnight = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day) ? undefined : at;
}

function unixTime(cell: string, unitMs: number): number | undefined {
  return /^\d{1,13}(?:\.\d{1,9})?$/.test(cell) ? Math.round(Number(cell) * unitMs) : undefined;
}

function json(cell: string): Read {
  try {
    return { value: JSON.parse(cell) as unknown };
  } catch {
    return wrong(cell, 'JSON');
  }
}
