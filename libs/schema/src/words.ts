import type { Rule } from './rule';

/** What a rule expects, in words: the detail of a refusal and the catalog use the same ones. */
export function expected(rule: Rule): string {
  switch (rule.kind) {
    case 'text': {
      const length = rule.min === rule.max ? `${rule.max}` : `${rule.min} to ${rule.max}`;
      return `a string of ${length} characters${rule.pattern ? ` that matches ${rule.pattern}` : ''}`;
    }
    case 'choice':
      return rule.values.length <= 8
        ? `one of ${rule.values.join(', ')}`
        : `one of ${rule.values.length} values, such as ${rule.values.slice(0, 3).join(', ')}`;
    case 'integer':
      return `a whole number from ${rule.min} to ${rule.max}`;
    case 'flag':
      return 'true or false';
    case 'timestamp':
      return 'a UTC time like 2015-05-17T10:05:03.000Z';
    case 'decimal':
      return `a decimal string, at most ${rule.integerDigits} digits before and ${rule.fractionDigits} after the point`;
    case 'group':
      return 'an object';
    case 'list':
      return `an array of at most ${rule.max} objects`;
  }
}

export const UNKNOWN_FIELD_DETAIL = 'no such field';
