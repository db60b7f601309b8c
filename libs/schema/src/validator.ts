import { acceptorOf } from './acceptor';
import { hasType, holds } from './holds';
import { expected, UNKNOWN_FIELD_DETAIL } from './words';
import { KEY_SHOWN, refused, type Refusal } from './verdict';
import type { Field, GroupRule, Rule } from './rule';

/** Undefined = every rule of the group holds. */
export type Validator = (document: Record<string, unknown>) => Refusal | undefined;

/** Stage two for one version of one event: the fields in the order of the contract, then keys nobody declared. */
export function validatorOf(fields: readonly Field[]): Validator {
  const root: GroupRule = { kind: 'group', fields };
  const accepts = acceptorOf(fields);
  return (document) =>
    accepts(document) ? undefined : (checkFields(root, document, '$') ?? checkUnknown(root, document, '$'));
}

function checkFields(rule: GroupRule, object: Record<string, unknown>, at: string): Refusal | undefined {
  for (const field of rule.fields) {
    const path = `${at}.${field.name}`;
    const value = object[field.name];
    if (value === undefined || value === null) {
      if (field.required) return refused('missing_field', path, expected(field.rule));
      continue;
    }
    const refusal = checkValue(field.rule, value, path);
    if (refusal) return refusal;
  }
  return undefined;
}

function checkValue(rule: Rule, value: unknown, path: string): Refusal | undefined {
  if (!hasType(rule, value)) return refused('invalid_type', path, expected(rule));
  if (!holds(rule, value)) return refused('invalid_value', path, expected(rule));
  if (rule.kind === 'group') return checkFields(rule, value as Record<string, unknown>, path);
  if (rule.kind !== 'list') return undefined;
  return first(value as unknown[], (item, index) => checkValue(rule.item, item, `${path}[${index}]`));
}

function checkUnknown(rule: GroupRule, object: Record<string, unknown>, at: string): Refusal | undefined {
  const known = new Set(rule.fields.map((field) => field.name));
  const unknown = Object.keys(object)
    .filter((key) => !known.has(key))
    .sort(byCodePoint)[0];
  if (unknown !== undefined) return refused('unknown_field', childPath(at, unknown), UNKNOWN_FIELD_DETAIL);
  return first(rule.fields, ({ name, rule: inner }) => {
    const value = object[name];
    if (value === undefined || value === null) return undefined;
    if (inner.kind === 'group') {
      return checkUnknown(inner, value as Record<string, unknown>, `${at}.${name}`);
    }
    if (inner.kind !== 'list') return undefined;
    return first(value as Record<string, unknown>[], (item, index) =>
      checkUnknown(inner.item, item, `${at}.${name}[${index}]`),
    );
  });
}

function first<T>(
  items: readonly T[],
  check: (item: T, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (let index = 0; index < items.length; index++) {
    const refusal = check(items[index] as T, index);
    if (refusal) return refusal;
  }
  return undefined;
}

/** `$.page.x` for a plain key, `$.page['x y']` for any other, cut so that a path stays short. */
function childPath(at: string, key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
    ? `${at}.${[...key].slice(0, KEY_SHOWN).join('')}`
    : `${at}['${[...key].slice(0, KEY_SHOWN).join('')}']`;
}

/** The order of UTF-8 bytes, which is how Spark orders strings; UTF-16 differs above U+FFFF. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
