import { freshNames } from './names';
import type { Field, Rule } from './rule';

/** Not part of what an event says: a client that sends again stamps it anew. */
export const NOT_CONTENT: ReadonlySet<string> = new Set(['sent_at']);

/** The order of the canonical form. */
export function sorted(fields: readonly Field[]): readonly Field[] {
  return [...fields].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The canonical text of a valid event. */
export type Encoder = (event: Record<string, unknown>) => string;

/**
 * Compiles the one spelling of an event: JSON without spaces, keys in code-unit order, absent and null fields left out,
 * integers in plain digits, control characters as \b \t \n \f \r or \u00XX with upper-case digits (Jackson's form).
 */
export function encoderOf(fields: readonly Field[]): Encoder {
  const code = `let json;\n${groupCode(fields, 'event', freshNames())}\nreturn json;`;
  return new Function('string', 'event', code).bind(undefined, stringJson) as Encoder;
}

/** Statements that leave the JSON of the object in variable `object` in the variable `json`. */
function groupCode(fields: readonly Field[], object: string, fresh: () => string): string {
  const members = fresh();
  const steps = sorted(fields).map(({ name, rule }) => {
    const value = fresh();
    return [
      `const ${value} = ${object}.${name};`,
      `if (${value} !== undefined && ${value} !== null) {`,
      `${valueCode(rule, value, fresh)}\n${members} += ',"${name}":' + json;`,
      '}',
    ].join('\n');
  });
  return [`let ${members} = '';`, ...steps, `json = '{' + ${members}.slice(1) + '}';`].join('\n');
}

function valueCode(rule: Rule, value: string, fresh: () => string): string {
  switch (rule.kind) {
    case 'group':
      return groupCode(rule.fields, value, fresh);
    case 'list': {
      const [items, item] = [fresh(), fresh()];
      return [
        `let ${items} = '';`,
        `for (const ${item} of ${value}) {`,
        `${groupCode(rule.item.fields, item, fresh)}\n${items} += ',' + json;`,
        '}',
        `json = '[' + ${items}.slice(1) + ']';`,
      ].join('\n');
    }
    case 'integer':
    case 'flag':
      return `json = '' + ${value};`;
    default:
      return `json = string(${value});`;
  }
}

function stringJson(value: string): string {
  const json = JSON.stringify(value);
  return json.includes('\\u') ? json.replace(/\\(?:u00[0-9a-f]{2}|.)/g, upperCaseDigits) : json;
}

function upperCaseDigits(escape: string): string {
  return escape.length === 6 ? `\\u${escape.slice(2).toUpperCase()}` : escape;
}
