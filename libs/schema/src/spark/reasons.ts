import { KEY_SHOWN } from '../verdict';
import { expected, UNKNOWN_FIELD_DETAIL } from '../words';
import type { Field, GroupRule, Rule } from '../rule';
import { firstOf, literal, reason } from './sql';
import { sparkType, variantType } from './types';
import { ruleCondition } from './rules';

/** A place in a document: an SQL variant, the path below it, and the SQL text of the path that a person is shown. */
interface Place {
  readonly variant: string;
  readonly path: string;
  readonly shown: string;
}

/** The first reason why a document breaks the contract, in the order that the TypeScript validator walks. */
export function reasonsOf(fields: readonly Field[], variant: string, path: string): string[] {
  const root: Place = { variant, path, shown: '$' };
  return [...fieldReasons(fields, root), ...unknownReasons({ kind: 'group', fields }, root)];
}

function fieldReasons(fields: readonly Field[], place: Place): string[] {
  return fields.flatMap(({ name, rule, required }) => {
    const at = child(place, name);
    const absent = required
      ? `WHEN ${typeAt(at)} IS NULL OR ${typeAt(at)} = 'VOID' THEN ${reason('missing_field', shown(at), expected(rule))} `
      : `WHEN ${typeAt(at)} = 'VOID' THEN NULL `;
    const inner = rule.kind === 'group' ? fieldReasons(rule.fields, at) : [];
    const own = `CASE ${absent}${valueReasons(rule, at)} END`;
    return [own, ...inner.map((each) => onlyInside(rule, required, at, each))];
  });
}

/** Reasons inside an optional group count only when it is there; a required one that is absent was reported before. */
function onlyInside(rule: Rule, required: boolean, at: Place, inner: string): string {
  return required ? inner : `CASE WHEN ${typeAt(at)} RLIKE '^(?:${variantType(rule)})$' THEN ${inner} END`;
}

function valueReasons(rule: Rule, at: Place): string {
  const wrongType = `WHEN NOT ${typeAt(at)} RLIKE '^(?:${variantType(rule)})$' THEN ${reason('invalid_type', shown(at), expected(rule))}`;
  const invalid = reason('invalid_value', shown(at), expected(rule));
  if (rule.kind === 'integer') {
    // By value, as JavaScript sees it: the double nearest to what was written.
    const double = `try_variant_get(${at.variant}, ${literal(at.path)}, 'DOUBLE')`;
    return `${wrongType} WHEN NOT (${double} = floor(${double}) AND ${ruleCondition(rule, double)}) THEN ${invalid}`;
  }
  if (rule.kind === 'list') {
    const items = `try_variant_get(${at.variant}, ${literal(at.path)}, 'ARRAY<VARIANT>')`;
    return `${wrongType} WHEN size(${items}) > ${rule.max} THEN ${invalid} ELSE ${firstItem(
      items,
      at,
      (item) => {
        const type = `coalesce(${typeAt(item)}, 'VOID')`;
        const noObject = `CASE WHEN NOT ${type} RLIKE '^(?:${variantType(rule.item)})$' THEN ${reason('invalid_type', shown(item), expected(rule.item))} END`;
        return [noObject, ...fieldReasons(rule.item.fields, item)];
      },
    )}`;
  }
  const condition = ruleCondition(
    rule,
    `try_variant_get(${at.variant}, ${literal(at.path)}, '${sparkType(rule)}')`,
  );
  return condition ? `${wrongType} WHEN NOT (${condition}) THEN ${invalid}` : wrongType;
}

function unknownReasons(rule: GroupRule, place: Place): string[] {
  const known = `array(${rule.fields.map((field) => literal(field.name)).join(', ')})`;
  const keys = `map_keys(try_variant_get(${place.variant}, ${literal(place.path)}, 'MAP<STRING, VARIANT>'))`;
  const path = `concat(${shown(place)}, CASE WHEN k RLIKE '\\\\A[A-Za-z_][A-Za-z0-9_]*\\\\z' THEN concat('.', left(k, ${KEY_SHOWN})) ELSE concat('[\\'', left(k, ${KEY_SHOWN}), '\\']') END)`;
  const unknown = `array(array_min(array_except(${keys}, ${known})))`;
  const own = `element_at(transform(${unknown}, k -> CASE WHEN k IS NOT NULL THEN ${reason('unknown_field', path, UNKNOWN_FIELD_DETAIL)} END), 1)`;
  return [
    own,
    ...rule.fields.flatMap((field) => {
      const at = child(place, field.name);
      if (field.rule.kind === 'group') return unknownReasons(field.rule, at);
      if (field.rule.kind !== 'list') return [];
      const { item } = field.rule;
      const items = `try_variant_get(${at.variant}, ${literal(at.path)}, 'ARRAY<VARIANT>')`;
      return [firstItem(items, at, (each) => unknownReasons(item, each))];
    }),
  ];
}

/** The first reason among the items of a list, with the index in its path. */
function firstItem(items: string, list: Place, reasons: (item: Place) => string[]): string {
  const item: Place = {
    variant: 'x',
    path: '$',
    shown: `concat(${list.shown === '$' ? "'$'" : shown(list)}, '[', i, ']')`,
  };
  return `get(filter(transform(${items}, (x, i) -> ${firstOf(reasons(item))}), r -> r IS NOT NULL), 0)`;
}

function child(place: Place, name: string): Place {
  return {
    variant: place.variant,
    path: `${place.path}.${name}`,
    shown: place.shown.startsWith('concat(')
      ? `concat(${place.shown}, ${literal(`.${name}`)})`
      : `${place.shown}.${name}`,
  };
}

function shown(place: Place): string {
  return place.shown.startsWith('concat(') ? place.shown : literal(place.shown);
}

function typeAt({ variant, path }: Place): string {
  return `schema_of_variant(variant_get(${variant}, ${literal(path)}, 'variant'))`;
}
