import { sorted } from '../canonical';
import { refuse } from '../refuse';
import { fieldNamed, type Field } from '../rule';
import type { Readable } from '../versions';
import { DOCUMENT } from './decode-steps';
import { literal } from './sql';
import { sparkType } from './types';
import { upcastStruct } from './upcast-struct';

/** The typed event of variant `d` in the current shape: the fields of all events in one struct, absent ones NULL, in canonical order. */
export function eventStruct(readables: readonly Readable[]): string {
  const target = unionFields(readables);
  const current = struct(target, DOCUMENT);
  const earlier = readables.filter((readable) => readable.upcasts.length > 0);
  if (earlier.length === 0) return current;
  const cases = earlier.map((readable) => {
    const now = readables.find(({ event, upcasts }) => event === readable.event && upcasts.length === 0);
    return `WHEN ${literal(readable.key)} THEN ${upcastStruct(readable, now?.fields ?? [], target)}`;
  });
  return `CASE model ${cases.join(' ')} ELSE ${current} END`;
}

/** The type of that struct. */
export function eventType(readables: readonly Readable[]): string {
  return sparkType({ kind: 'group', fields: unionFields(readables) });
}

/** How the canonical text of every event begins. */
export function canonicalStart(readables: readonly Readable[]): string {
  const [first] = sorted(unionFields(readables));
  return first?.required ? `{"${first.name}":` : '{';
}

/** Fields of the current definitions of all events; one that an event does not have is not required. */
export function unionFields(readables: readonly Readable[]): readonly Field[] {
  const [first, ...others] = readables.filter((readable) => readable.upcasts.length === 0);
  return others.reduce((union, { fields, event }) => merge(union, fields, event), first?.fields ?? []);
}

function struct(fields: readonly Field[], path: string): string {
  return `named_struct(${sorted(fields)
    .map(({ name, rule, required }) => {
      const at = literal(`${path}.${name}`);
      if (rule.kind !== 'group') return `'${name}', try_variant_get(d, ${at}, '${sparkType(rule)}')`;
      const inner = struct(rule.fields, `${path}.${name}`);
      return `'${name}', ${required ? inner : `CASE WHEN try_variant_get(d, ${at}, 'MAP<STRING, VARIANT>') IS NOT NULL THEN ${inner} END`}`;
    })
    .join(', ')})`;
}

/**
 * Events of one pipeline share one struct, so a name means one type in all of them.
 *
 * @throws PlatformError CONTRACT_RULE_REFUSED when two events disagree.
 */
function merge(union: readonly Field[], more: readonly Field[], event: string): readonly Field[] {
  return [
    ...union.map((known) => both(known, fieldNamed(more, known.name), event)),
    ...more.filter(({ name }) => !fieldNamed(union, name)).map((field) => ({ ...field, required: false })),
  ];
}

function both(known: Field, field: Field | undefined, event: string): Field {
  const required = known.required && field?.required === true;
  if (known.rule.kind === 'group' && field?.rule.kind === 'group') {
    const fields = merge(known.rule.fields, field.rule.fields, event);
    return { ...known, required, rule: { kind: 'group', fields } };
  }
  if (field && sparkType(known.rule) !== sparkType(field.rule)) {
    throw refuse(
      `"${field.name}" is ${sparkType(field.rule)} here and ${sparkType(known.rule)} in another event`,
      `${event}.${field.name}`,
      'use one type for one name in all events of a pipeline',
    );
  }
  return { ...known, required };
}
