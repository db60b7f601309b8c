/** Why a field is personal data; absent = it is not. Erasure and masking are decided by class, never by name. */
export type PiiClass = 'identifier' | 'network' | 'device' | 'free_text';

/** Any string, bounded in Unicode code points, optionally of one shape. `pattern` is of the regular subset in pattern.ts. */
export interface TextRule {
  readonly kind: 'text';
  readonly min: number;
  readonly max: number;
  readonly pattern?: string;
}
/** One of a closed list of strings. */
export interface ChoiceRule {
  readonly kind: 'choice';
  readonly values: readonly string[];
}
/** A whole number by value (5, 5.0 and 5e0 are the same), at most 2^53-1 away from zero. */
export interface IntegerRule {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
}
export interface FlagRule {
  readonly kind: 'flag';
}
/** RFC 3339 in UTC with milliseconds, one spelling only: `2015-05-17T10:05:03.000Z`, 1970 to 9999. */
export interface TimestampRule {
  readonly kind: 'timestamp';
}
/** A decimal number as a string, so that no binary rounding touches money. */
export interface DecimalRule {
  readonly kind: 'decimal';
  /** Most digits before and after the point. */
  readonly integerDigits: number;
  readonly fractionDigits: number;
}
export interface GroupRule {
  readonly kind: 'group';
  readonly fields: readonly Field[];
}
export interface ListRule {
  readonly kind: 'list';
  readonly item: GroupRule;
  readonly max: number;
}

export type ScalarRule = TextRule | ChoiceRule | IntegerRule | FlagRule | TimestampRule | DecimalRule;
/** All there is: a rule that has no equal meaning in TypeScript, JSON Schema and Spark SQL has no kind here. */
export type Rule = ScalarRule | GroupRule | ListRule;

export interface Field {
  readonly name: string;
  /** A field that is not required may be absent or null; both mean the same. */
  readonly required: boolean;
  readonly doc: string;
  /** Of a value; groups and lists are shown by the examples inside them. */
  readonly example?: unknown;
  readonly pii?: PiiClass;
  readonly rule: Rule;
}

/** One version of one event, complete with its envelope: the form that is published, compared and compiled. */
export interface EventModel {
  readonly event: string;
  /** Semantic version of this definition. */
  readonly version: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}

/** The regular expression that a decimal obeys, anchored by the caller. */
export function decimalPattern(rule: DecimalRule): string {
  const more = rule.integerDigits > 1 ? `[0-9]{0,${rule.integerDigits - 1}}` : '';
  return `(?:0|[1-9]${more})(?:[.][0-9]{1,${rule.fractionDigits}})?`;
}

export function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => field.name === name);
}
