import { codePoints, exact } from './holds';
import { freshNames } from './names';
import { decimalPattern, type Field, type GroupRule, type Rule, type ScalarRule } from './rule';
import { parseTimestamp } from './timestamp';

/** True proves that a document keeps every rule; false proves nothing, the validator then looks for the reason. */
export type Acceptor = (document: Record<string, unknown>) => boolean;

/**
 * Compiles the rules of an event to one JavaScript function, as Ajv does: property names and limits become constants of
 * the code. It only ever says yes to what the validator would say yes to; the golden vectors hold it to that.
 */
export function acceptorOf(fields: readonly Field[]): Acceptor {
  const code = new Code();
  const body = groupCode({ kind: 'group', fields }, 'document', code);
  const run = new Function('codePoints', 'parseTimestamp', 'constants', 'document', `${body}\nreturn true;`);
  return run.bind(undefined, codePoints, parseTimestamp, code.constants) as Acceptor;
}

/** What generated code refers to. */
class Code {
  readonly constants: unknown[] = [];
  readonly fresh = freshNames();

  constant(value: unknown): string {
    return `constants[${this.constants.push(value) - 1}]`;
  }
}

/** Statements that return false unless the object in variable `object` keeps the rule. */
function groupCode({ fields }: GroupRule, object: string, code: Code): string {
  const keys = code.fresh();
  const checks = fields.map(({ name, rule, required }) => {
    const value = code.fresh();
    const inner = valueCode(rule, value, code);
    // Counted as present even when null, so that the number of keys tells whether there is one that nobody declared.
    const present = `${keys}--;\n${required ? inner : `if (${value} !== null) {\n${inner}\n}`}`;
    return [
      `const ${value} = ${object}.${name};`,
      required
        ? `if (${value} === undefined) return false;\n${present}`
        : `if (${value} !== undefined) {\n${present}\n}`,
    ].join('\n');
  });
  return [
    `if (typeof ${object} !== 'object' || ${object} === null || Array.isArray(${object})) return false;`,
    `let ${keys} = 0;`,
    `for (const _ in ${object}) ${keys}++;`,
    ...checks,
    `if (${keys} !== 0) return false;`,
  ].join('\n');
}

function valueCode(rule: Rule, value: string, code: Code): string {
  switch (rule.kind) {
    case 'group':
      return groupCode(rule, value, code);
    case 'list': {
      const item = code.fresh();
      return [
        `if (!Array.isArray(${value}) || ${value}.length > ${rule.max}) return false;`,
        `for (const ${item} of ${value}) {`,
        groupCode(rule.item, item, code),
        '}',
      ].join('\n');
    }
    default:
      return `if (!(${scalarCondition(rule, value, code)})) return false;`;
  }
}

function scalarCondition(rule: ScalarRule, value: string, code: Code): string {
  const string = `typeof ${value} === 'string'`;
  switch (rule.kind) {
    case 'text': {
      // A string has at most as many code points as code units, and at least half as many.
      const short = `(${value}.length <= ${rule.max} || codePoints(${value}) <= ${rule.max})`;
      const long = rule.min <= 1 ? `${value}.length >= ${rule.min}` : `codePoints(${value}) >= ${rule.min}`;
      const shape =
        rule.pattern === undefined ? '' : ` && ${code.constant(exact(rule.pattern))}.test(${value})`;
      return `${string} && ${short} && ${long}${shape}`;
    }
    case 'choice':
      return `${code.constant(new Set(rule.values))}.has(${value})`;
    case 'integer':
      return `Number.isSafeInteger(${value}) && ${value} >= ${rule.min} && ${value} <= ${rule.max}`;
    case 'flag':
      return `typeof ${value} === 'boolean'`;
    case 'timestamp':
      return `${string} && parseTimestamp(${value}) >= 0`;
    case 'decimal':
      return `${string} && ${code.constant(exact(decimalPattern(rule)))}.test(${value})`;
  }
}
