import { z } from 'zod';
import { holds } from './holds';
import { ISO_4217 } from './iso-4217';
import { checkPattern } from './pattern';
import { refuse } from './refuse';
import type { Field, PiiClass, ScalarRule } from './rule';
import { checkSound } from './sound';

export interface Words {
  /** One sentence for the catalog, the JSON Schema and the column comment. */
  readonly doc: string;
  readonly example: unknown;
  readonly pii?: PiiClass;
}

type Entry = Pick<Field, 'doc' | 'example' | 'pii' | 'rule'>;

/** What the builder knows of each zod type it made. A type that is not in here was made or changed by hand. */
const made = new WeakMap<z.core.$ZodType, Entry>();

type Shape = Record<string, z.ZodType>;

function scalar<T extends z.ZodType>(base: T, rule: ScalarRule, words: Words): T {
  checkSound(rule, words.doc, words.example);
  const type = base.refine((value) => holds(rule, value)).meta({ description: words.doc });
  made.set(type, { ...words, rule });
  return type;
}

/** A string of `min` (default 1) to `max` Unicode code points. */
export function text(options: Words & { min?: number; max: number; pattern?: string }): z.ZodString {
  const { min = 1, max, pattern, ...words } = options;
  if (pattern !== undefined) checkPattern(pattern, max, words.doc);
  return scalar(z.string(), { kind: 'text', min, max, ...(pattern !== undefined && { pattern }) }, words);
}

/** One of a closed list of strings. */
export function choice<const V extends readonly [string, ...string[]]>(
  values: V,
  words: Words,
): z.ZodType<V[number]> {
  return scalar(z.enum(values) as unknown as z.ZodType<V[number]>, { kind: 'choice', values }, words);
}

/** A whole number; bounds default to ±(2^53-1), what a JSON number carries exactly. */
export function integer(options: Words & { min?: number; max?: number }): z.ZodNumber {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, ...words } = options;
  return scalar(z.number(), { kind: 'integer', min, max }, words);
}

export function flag(words: Words): z.ZodBoolean {
  return scalar(z.boolean(), { kind: 'flag' }, words);
}

/** RFC 3339, UTC, milliseconds: `2015-05-17T10:05:03.000Z`. */
export function timestamp(words: Words): z.ZodString {
  return scalar(z.string(), { kind: 'timestamp' }, words);
}

/** A non-negative amount as a string, like `"1299.00"`; give its currency beside it. */
export function money(words: Words): z.ZodString {
  return scalar(z.string(), { kind: 'decimal', integerDigits: 12, fractionDigits: 4 }, words);
}

/** Three letters of ISO 4217. */
export function currency(words: Words): z.ZodType<string> {
  return choice(ISO_4217, words);
}

/** RFC 9562 UUID in lower case. */
export function uuid(words: Words): z.ZodString {
  return text({
    ...words,
    max: 36,
    pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  });
}

/** An object with exactly these fields; others are refused, so a misspelt name never vanishes. */
export function group<S extends Shape>(shape: S, words: Pick<Words, 'doc'>): z.ZodObject<S> {
  const type = z.strictObject(shape).meta({ description: words.doc }) as unknown as z.ZodObject<S>;
  made.set(type, { ...words, rule: { kind: 'group', fields: fieldsOf(shape) } });
  return type;
}

/** At most `max` objects. */
export function list<T extends z.ZodObject>(item: T, options: { doc: string; max: number }): z.ZodArray<T> {
  const { rule } = entryOf(item, options.doc);
  if (rule.kind !== 'group')
    throw refuse('a list holds groups only', options.doc, 'wrap the value in a group');
  if (rule.fields.some((field) => field.rule.kind === 'list')) {
    throw refuse('a list inside a list is no column and no path of one index', options.doc, 'flatten it');
  }
  if (!Number.isSafeInteger(options.max) || options.max < 1) {
    throw refuse(`a list of at most ${options.max} items holds nothing`, options.doc, 'correct max');
  }
  const type = z.array(item).max(options.max).meta({ description: options.doc });
  made.set(type, {
    doc: options.doc,
    rule: { kind: 'list', item: rule, max: options.max },
  });
  return type;
}

/** A field that may be absent or null; both mean "not known". */
export function optional<T extends z.ZodType>(inner: T): z.ZodOptional<z.ZodNullable<T>> {
  return inner.nullish();
}

/** @throws PlatformError CONTRACT_RULE_REFUSED that names the field and the foreign rule. */
export function fieldsOf(shape: Shape): Field[] {
  return Object.entries(shape).map(([name, type]) => {
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(name) || name in Object.prototype) {
      throw refuse(
        `"${name}" is no column name in every target`,
        name,
        'use snake_case, at most 63 characters',
      );
    }
    const inner = unwrapped(type);
    const { rule, ...words } = entryOf(inner ?? type, name);
    return { name, required: inner === undefined, ...words, rule };
  });
}

function unwrapped(type: z.ZodType): z.ZodType | undefined {
  if (!(type instanceof z.ZodOptional)) return undefined;
  const nullable = type.unwrap();
  return nullable instanceof z.ZodNullable ? (nullable.unwrap() as z.ZodType) : undefined;
}

function entryOf(type: z.ZodType, where: string): Entry {
  const entry = made.get(type);
  if (entry) return entry;
  throw refuse(
    `${describe(type)} has no meaning that is equal in TypeScript, JSON Schema and Spark SQL`,
    where,
    'use the builder: text, choice, integer, flag, timestamp, money, uuid, group, list, optional',
  );
}

/** Names a foreign zod type by what was asked of it, like `string with email`. */
function describe({ def }: z.ZodType): string {
  const { format, checks = [] } = def as { format?: string; checks?: z.core.$ZodCheck[] };
  const names = checks.map(({ _zod: { def: check } }) =>
    'format' in check ? String(check.format) : check.check,
  );
  const asked = [...(format ? [format] : []), ...names];
  return `zod ${def.type}${asked.length > 0 ? ` with ${asked.join(', ')}` : ''}`;
}
