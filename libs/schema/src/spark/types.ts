import { sorted } from '../canonical';
import type { Field, Rule } from '../rule';

/** The Spark type that a rule's value is read as; struct fields in the order of the canonical form. */
export function sparkType(rule: Rule): string {
  switch (rule.kind) {
    case 'integer':
      return 'BIGINT';
    case 'flag':
      return 'BOOLEAN';
    case 'group':
      return structType(rule.fields);
    case 'list':
      return `ARRAY<${structType(rule.item.fields)}>`;
    default:
      return 'STRING';
  }
}

function structType(fields: readonly Field[]): string {
  return `STRUCT<${sorted(fields)
    .map(({ name, rule }) => `${name}: ${sparkType(rule)}`)
    .join(', ')}>`;
}

/** What `schema_of_variant` prints for a value of the right JSON type; an integer may also be written 5.0 or 5e0. */
export function variantType(rule: Rule): string {
  switch (rule.kind) {
    case 'integer':
      return 'BIGINT|DOUBLE|DECIMAL[(].*';
    case 'flag':
      return 'BOOLEAN';
    case 'group':
      return 'OBJECT<.*';
    case 'list':
      return 'ARRAY<.*';
    default:
      return 'STRING';
  }
}
