import { createHash } from 'node:crypto';
import { type Field, type GroupRule } from './rule';

/** Not part of what an event says: a client that sends again stamps it anew. */
export const NOT_CONTENT: ReadonlySet<string> = new Set(['sent_at']);

/**
 * The one spelling of an event: JSON without spaces, keys in code-unit order, absent and null fields left out, integers
 * in plain digits, control characters as \b \t \n \f \r or \u00XX with upper-case digits (Jackson's form).
 */
export function canonicalJson(fields: readonly Field[], event: Record<string, unknown>): string {
  return objectJson(fields, event);
}

/**
 * Lower-case hex SHA-256 of the canonical event without `sent_at`: equal for a resent event, equal in TypeScript and
 * Spark.
 */
export function contentHashOf(fields: readonly Field[], event: Record<string, unknown>): string {
  const content = fields.filter((field) => !NOT_CONTENT.has(field.name));
  return createHash('sha256').update(canonicalJson(content, event)).digest('hex');
}

function objectJson(fields: readonly Field[], object: Record<string, unknown>): string {
  const members = sorted(fields).flatMap(({ name, rule }) => {
    const value = object[name];
    if (value === undefined || value === null) return [];
    if (rule.kind === 'group')
      return [`"${name}":${objectJson(rule.fields, value as Record<string, unknown>)}`];
    if (rule.kind === 'list') return [`"${name}":${listJson(rule.item, value as Record<string, unknown>[])}`];
    return [`"${name}":${scalarJson(value)}`];
  });
  return `{${members.join(',')}}`;
}

function listJson(item: GroupRule, values: readonly Record<string, unknown>[]): string {
  return `[${values.map((value) => objectJson(item.fields, value)).join(',')}]`;
}

function scalarJson(value: unknown): string {
  const json = JSON.stringify(value);
  return typeof value === 'string' && json.includes('\\u')
    ? json.replace(/\\(?:u00[0-9a-f]{2}|.)/g, (escape) =>
        escape.length === 6 ? `\\u${escape.slice(2).toUpperCase()}` : escape,
      )
    : json;
}

/** The order of the canonical form. */
export function sorted(fields: readonly Field[]): readonly Field[] {
  return [...fields].sort((a, b) => (a.name < b.name ? -1 : 1));
}
