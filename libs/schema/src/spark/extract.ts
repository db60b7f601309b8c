import { sorted } from '../canonical';
import { refuse } from '../refuse';
import type { EventModel, Field } from '../rule';
import { DOCUMENT } from './decode-steps';
import { literal } from './sql';
import { sparkType } from './types';

/** The typed event: the fields of all models in one struct, absent ones NULL, members in canonical order. */
export function eventStruct(models: readonly EventModel[]): string {
  return struct(
    models.reduce<readonly Field[]>((union, model) => merge(union, model.fields, model.event), []),
    DOCUMENT,
  );
}

function struct(fields: readonly Field[], path: string): string {
  return `named_struct(${sorted(fields)
    .map(({ name, rule, required }) => {
      const at = literal(`${path}.${name}`);
      if (rule.kind !== 'group') return `'${name}', try_variant_get(v, ${at}, '${sparkType(rule)}')`;
      const inner = struct(rule.fields, `${path}.${name}`);
      return `'${name}', ${required ? inner : `CASE WHEN try_variant_get(v, ${at}, 'MAP<STRING, VARIANT>') IS NOT NULL THEN ${inner} END`}`;
    })
    .join(', ')})`;
}

/**
 * Events of one pipeline share one struct, so a name means one type in all of them.
 *
 * @throws PlatformError CONTRACT_RULE_REFUSED when two events disagree.
 */
export function merge(union: readonly Field[], more: readonly Field[], event: string): Field[] {
  const merged = new Map(union.map((field) => [field.name, field]));
  for (const field of more) {
    const known = merged.get(field.name);
    if (!known) {
      merged.set(field.name, field);
    } else if (known.rule.kind === 'group' && field.rule.kind === 'group') {
      const fields = merge(known.rule.fields, field.rule.fields, event);
      merged.set(field.name, {
        ...known,
        required: known.required && field.required,
        rule: { kind: 'group', fields },
      });
    } else if (sparkType(known.rule) !== sparkType(field.rule)) {
      throw refuse(
        `"${field.name}" is ${sparkType(field.rule)} here and ${sparkType(known.rule)} in another event`,
        `${event}.${field.name}`,
        'use one type for one name in all events of a pipeline',
      );
    }
  }
  return [...merged.values()];
}
