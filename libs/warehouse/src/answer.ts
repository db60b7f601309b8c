import type { Answer } from './port';

/** Makes an answer of a row as a driver gives it. */
export function asTexts(row: Readonly<Record<string, unknown>>): Answer {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), textOf(value)]));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}
