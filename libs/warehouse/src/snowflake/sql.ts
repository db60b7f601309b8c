import { literal } from '../sql';

/**
 * Quotes an identifier in upper case, which is what Snowflake makes of an unquoted one: analysts write `event_id`, and a
 * name that is a keyword works all the same.
 */
export function ident(name: string): string {
  return `"${name.toUpperCase().replaceAll('"', '""')}"`;
}

/** `"SCHEMA"."TABLE"` */
export function qualified(schema: string, table: string): string {
  return `${ident(schema)}.${ident(table)}`;
}

/** Joins names into a quoted list, each after an optional alias: `s."A", s."B"`. */
export function identList(names: readonly string[], alias?: string): string {
  return names.map((name) => (alias ? `${alias}.${ident(name)}` : ident(name))).join(', ');
}

/** A letter-and-digit name for things that only the loader sees. */
export function plain(...parts: readonly string[]): string {
  return parts.join('_').replace(/\W+/g, '_').toUpperCase();
}

/** A text literal; a backslash is an escape in Snowflake's. */
export function text(value: string): string {
  return literal(value.replaceAll('\\', '\\\\'));
}
