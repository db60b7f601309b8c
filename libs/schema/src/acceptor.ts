import { codePoints, exact } from './holds';
import { decimalPattern, type Field, type GroupRule, type Rule } from './rule';
import { parseTimestamp } from './timestamp';

/** True proves that a document keeps every rule; false proves nothing, the validator then looks for the reason. */
export type Acceptor = (document: Record<string, unknown>) => boolean;

/**
 * Compiles the rules of an event to one JavaScript function, as Ajv does: property names and limits become constants of
 * the code. It only ever says yes to what the validator would say yes to; the golden vectors hold it to that.
 */
export function acceptorOf(fields: readonly Field[]): Acceptor {
  const constants: unknown[] = [codePoints, parseTimestamp];
  const code = groupCode({ kind: 'group', fields }, 'document', constants);
  return new Function('constants', 'document', `${code}\nreturn true;`).bind(
    undefined,
    constants,
  ) as Acceptor;
}

/** Statements that return false unless the object in `name` keeps the rule. */
function groupCode({ fields }: GroupRule, name: string, constants: unknown[]): string {
  const keys = `${name}_keys`;
  const checks = fields.map(({ name: property, rule, required }) => {
    const value = `${name}_${property}`;
    const inner = valueCode(rule, value, constants);
    // Counted as present even when null, so that the number of keys tells whether there is one that nobody declared.
    const present = `${keys}--;\n${required ? inner : `if (${value} !== null) {\n${inner}\n}`}`;
    return [
      `const ${value} = ${name}.${property};`,
      required
        ? `if (${value} === undefined) return false;\n${present}`
        : `if (${value} !== undefined) {\n${present}\n}`,
    ].join('\n');
  });
  return [
    `if (typeof ${name} !== 'object' || ${name} === null || Array.isArray(${name})) return false;`,
    `let ${keys} = 0;`,
    `for (const _ in ${name}) ${keys}++;`,
    ...checks,
    `if (${keys} !== 0) return false;`,
  ].join('\n');
}

function valueCode(rule: Rule, value: string, constants: unknown[]): string {
  switch (rule.kind) {
    case 'group':
      return groupCode(rule, value, constants);
    case 'list':
      return [
        `if (!Array.isArray(${value}) || ${value}.length > ${rule.max}) return false;`,
        `for (const ${value}_item of ${value}) {`,
        groupCode(rule.item, `${value}_item`, constants),
        '}',
      ].join('\n');
    default:
      return `if (!(${scalarCondition(rule, value, (constant) => `constants[${constants.push(constant) - 1}]`)})) return false;`;
  }
}

function scalarCondition(
  rule: Exclude<Rule, { kind: 'group' | 'list' }>,
  value: string,
  constant: (value: unknown) => string,
): string {
  const string = `typeof ${value} === 'string'`;
  switch (rule.kind) {
    case 'text': {
      // A string has at most as many code points as code units, and at least half as many.
      const short = `(${value}.length <= ${rule.max} || constants[0](${value}) <= ${rule.max})`;
      const long = rule.min <= 1 ? `${value}.length >= ${rule.min}` : `constants[0](${value}) >= ${rule.min}`;
      const shape = rule.pattern === undefined ? '' : ` && ${constant(exact(rule.pattern))}.test(${value})`;
      return `${string} && ${short} && ${long}${shape}`;
    }
    case 'choice':
      return `${constant(new Set(rule.values))}.has(${value})`;
    case 'integer':
      return `Number.isSafeInteger(${value}) && ${value} >= ${rule.min} && ${value} <= ${rule.max}`;
    case 'flag':
      return `typeof ${value} === 'boolean'`;
    case 'timestamp':
      return `${string} && constants[1](${value}) >= 0`;
    case 'decimal':
      return `${string} && ${constant(exact(decimalPattern(rule)))}.test(${value})`;
  }
}
