import { refuse } from './refuse';

/**
 * One step that takes an event of an older major version towards the current one. Steps are data, so that TypeScript
 * (apply-upcast.ts) and Spark SQL (spark/upcast-struct.ts) read the same ones. A path is dotted, like `properties.items.price`; inside a list
 * it means each item.
 */
export type UpcastStep =
  | { readonly op: 'move'; readonly from: string; readonly to: string }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'fillIn'; readonly path: string; readonly value: string | number | boolean }
  | { readonly op: 'mapValues'; readonly path: string; readonly values: Readonly<Record<string, string>> };

/** All steps from one major version to the next. */
export type Upcast = readonly UpcastStep[];

/** The value under one name is now under another; both in the same list item, when in a list. */
export function move(from: string, to: string): UpcastStep {
  return { op: 'move', from: own(from), to: own(to) };
}

/** The current version has no such field. */
export function remove(path: string): UpcastStep {
  return { op: 'remove', path: own(path) };
}

/** A constant for events that lack a value, because the field is required now. */
export function fillIn(path: string, value: string | number | boolean): UpcastStep {
  return { op: 'fillIn', path: own(path), value };
}

/** Old spellings of a choice become current ones; other values stay. */
export function mapValues(path: string, values: Readonly<Record<string, string>>): UpcastStep {
  return { op: 'mapValues', path: own(path), values };
}

/** Identity, time and version of an event decide its fate; no upcast may change them. */
const FIXED = new Set(['event_id', 'event_type', 'schema_version', 'occurred_at', 'sent_at']);

function own(path: string): string {
  if (!FIXED.has(path)) return path;
  throw refuse(`an upcast may not change "${path}"`, path, 'leave the framework fields as they were sent');
}

/** Splits two paths at their last common parent. */
export function commonParent(from: string, to: string): { parent: string[]; from: string[]; to: string[] } {
  const [a, b] = [from.split('.'), to.split('.')];
  let same = 0;
  while (same < Math.min(a.length, b.length) - 1 && a[same] === b[same]) same++;
  return { parent: a.slice(0, same), from: a.slice(same), to: b.slice(same) };
}
