import { decimalPattern, type Rule } from './rule';
import { parseTimestamp } from './timestamp';

/** Length in Unicode code points, as Spark's `length` counts; a string that is too long in code units is counted. */
export function codePoints(value: string): number {
  let count = value.length;
  for (let at = 0; at < value.length - 1; at++) {
    if ((value.charCodeAt(at) & 0xfc00) === 0xd800 && (value.charCodeAt(at + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

/** Whether a value has the JSON type of the rule. */
export function hasType(rule: Rule, value: unknown): boolean {
  switch (rule.kind) {
    case 'integer':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'group':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'list':
      return Array.isArray(value);
    default:
      return typeof value === 'string';
  }
}

/** Whether a value of the right JSON type satisfies the rule itself; groups and lists are walked by the validator. */
export function holds(rule: Rule, value: unknown): boolean {
  switch (rule.kind) {
    case 'text': {
      const string = value as string;
      const length = codePoints(string);
      return length >= rule.min && length <= rule.max && (!rule.pattern || exact(rule.pattern).test(string));
    }
    case 'choice':
      return rule.values.includes(value as string);
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= rule.min && (value as number) <= rule.max;
    case 'timestamp':
      return !Number.isNaN(parseTimestamp(value as string));
    case 'decimal':
      return exact(decimalPattern(rule)).test(value as string);
    case 'list':
      return (value as unknown[]).length <= rule.max;
    case 'flag':
    case 'group':
      return true;
  }
}

const compiled = new Map<string, RegExp>();

/** The pattern as one that must match the whole string. Only a negated class can tell code points from code units. */
export function exact(pattern: string): RegExp {
  let regex = compiled.get(pattern);
  if (!regex)
    compiled.set(pattern, (regex = new RegExp(`^(?:${pattern})$`, pattern.includes('[^') ? 'u' : '')));
  return regex;
}
