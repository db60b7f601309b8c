import { codePoints, exact } from '../holds';
import type { Field, Rule, ScalarRule, TextRule } from '../rule';
import type { ReasonKind } from '../verdict';

/** A number or any other JSON text that `JSON.stringify` would not write that way. */
export class Raw {
  constructor(readonly json: string) {}
}

export interface Case {
  readonly name: string;
  readonly value: unknown;
  /** Undefined = the value is valid. */
  readonly kind?: ReasonKind;
}

/** Values around the rule of one field, each with the verdict that the rule means; written down, not computed. */
export function casesOf({ rule, required, example }: Field): Case[] {
  const missing = required ? ({ kind: 'missing_field' } as const) : {};
  return [
    { name: 'absent', value: undefined, ...missing },
    { name: 'null', value: null, ...missing },
    ...wrongTypes(rule).map((value) => ({
      name: `as ${JSON.stringify(value)}`,
      value,
      kind: 'invalid_type' as const,
    })),
    ...(rule.kind === 'group' || rule.kind === 'list' ? [] : valueCases(rule, example)),
  ];
}

function wrongTypes(rule: Rule): unknown[] {
  switch (rule.kind) {
    case 'integer':
      return ['5', true, [5]];
    case 'flag':
      return ['true', 1];
    case 'group':
      return ['x', [], 1];
    case 'list':
      return ['x', { 0: {} }];
    default:
      return [5, true, ['x'], { x: 'x' }];
  }
}

function valueCases(rule: ScalarRule, example: unknown): Case[] {
  const good = (value: unknown): Case => ({ name: `good ${short(value)}`, value });
  const bad = (value: unknown): Case => ({ name: `bad ${short(value)}`, value, kind: 'invalid_value' });
  switch (rule.kind) {
    case 'text':
      return [good(example), ...textCases(rule, example as string)];
    case 'choice':
      return [
        good(rule.values[0]),
        good(rule.values.at(-1)),
        ...['', 'x', `${rule.values[0]} `, rule.values[0]?.toLowerCase() + '\n', 'constructor'].map(bad),
      ];
    case 'integer':
      return integerCases(rule.min, rule.max);
    case 'flag':
      return [good(true), good(false)];
    case 'timestamp':
      return BAD_TIMES.map(bad);
    case 'decimal':
      return [
        ...['0', '0.0', '9'.repeat(rule.integerDigits), `1.${'9'.repeat(rule.fractionDigits)}`].map(good),
        ...['', '-1', '+1', '01', '.5', '1.', '1,5', '1e3', ' 1', '1\n', '٣', 'NaN'].map(bad),
        bad('9'.repeat(rule.integerDigits + 1)),
        bad(`1.${'9'.repeat(rule.fractionDigits + 1)}`),
      ];
  }
}

function textCases(rule: TextRule, example: string): Case[] {
  const { min, max, pattern } = rule;
  const at = (value: string): Case[] => {
    const length = codePoints(value);
    const valid = length >= min && length <= max && (pattern === undefined || exact(pattern).test(value));
    return [{ name: `${length} characters`, value, ...(!valid && { kind: 'invalid_value' as const }) }];
  };
  const stretched = (length: number) =>
    example + example.slice(-1).repeat(Math.max(0, length - example.length));
  if (pattern === undefined)
    return [...at(''), ...at('😀'.repeat(max)), ...at('😀'.repeat(max + 1)), ...at('é'.repeat(max + 1))];
  return [
    ...at(''),
    ...at(stretched(max)),
    ...at(stretched(max + 1)),
    ...[`${example}\n`, ` ${example}`, `${example}é`, `${example}\u2028`].map((value) => ({
      name: `bad ${short(value)}`,
      value,
      kind: 'invalid_value' as const,
    })),
  ];
}

function integerCases(min: number, max: number): Case[] {
  const inside = (value: number) => value >= min && value <= max;
  const number = (json: string): Case => {
    const value = Number(json);
    const valid = Number.isSafeInteger(value) && inside(value);
    return {
      name: `number ${json}`,
      value: new Raw(json),
      ...(!valid && { kind: 'invalid_value' as const }),
    };
  };
  const beyond = [BigInt(min) - 1n, BigInt(max) + 1n].map(String);
  const spellings = [
    `${Math.max(min, 1)}.0`,
    `${Math.max(min, 1)}e0`,
    `${Math.max(min, 1)}00e-2`,
    '1.5',
    '1e-7',
    '-0',
    '1e999',
    '-1e999',
    '9007199254740993',
    '123456789012345678901234567890',
    '99999999999999999999999999999999999999999999999999',
  ];
  return [`${min}`, `${max}`, ...beyond, ...spellings].map(number);
}

const BAD_TIMES = [
  '',
  '2015-05-17',
  '2015-05-17T10:05:03Z',
  '2015-05-17T10:05:03.1Z',
  '2015-05-17T10:05:03.1234Z',
  '2015-05-17T10:05:03.000',
  '2015-05-17T10:05:03.000+00:00',
  '2015-05-17T10:05:03.000z',
  '2015-05-17t10:05:03.000Z',
  '2015-05-17 10:05:03.000Z',
  '2015-02-29T10:05:03.000Z',
  '2015-04-31T10:05:03.000Z',
  '1900-02-29T10:05:03.000Z',
  '2015-13-01T10:05:03.000Z',
  '2015-00-01T10:05:03.000Z',
  '2015-01-00T10:05:03.000Z',
  '2015-05-17T24:00:00.000Z',
  '2015-05-17T29:00:00.000Z',
  '2015-05-17T10:60:00.000Z',
  '2015-06-30T23:59:60.000Z',
  '1969-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00.000Z',
  '10000-01-01T00:00:00.000Z',
  '+2015-05-17T10:05:03.000Z',
  '2015-05-17T10:05:03.000Z\n',
  '２015-05-17T10:05:03.000Z',
];

function short(value: unknown): string {
  const json = JSON.stringify(value) ?? '';
  return json.length > 40 ? `${json.slice(0, 40)}…` : json;
}
