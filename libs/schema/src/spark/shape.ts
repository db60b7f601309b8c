import { sorted } from '../canonical';
import type { Field, Rule } from '../rule';

/**
 * A regular expression for what `schema_of_variant` prints for a document that has every required field, no unknown one,
 * and each of its plain JSON type. It proves types and names of a whole document with one match.
 */
export function shapePattern(fields: readonly Field[]): string {
  const members = sorted(fields).map(({ name, rule, required }) => {
    const type = required ? typePattern(rule) : `(?:VOID|${typePattern(rule)})`;
    const member = `${name}: ${type}[,>] ?`;
    return required ? member : `(?:${member})?`;
  });
  return `OBJECT<(?:>|${members.join('')})`;
}

function typePattern(rule: Rule): string {
  switch (rule.kind) {
    case 'integer':
      return 'BIGINT';
    case 'flag':
      return 'BOOLEAN';
    case 'group':
      return shapePattern(rule.fields);
    case 'list':
      return `ARRAY<(?:VOID|${shapePattern(optionalAll(rule.item.fields))})>`;
    default:
      return 'STRING';
  }
}

/** Spark prints one merged type for all items of a list, so presence in each item is a rule and not part of the shape. */
function optionalAll(fields: readonly Field[]): Field[] {
  return fields.map((field) => ({ ...field, required: false }));
}
