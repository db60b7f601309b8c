import type { PolicyDocument, Statement } from '../access/policy';

/** One request to AWS. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** A key with several values has a list. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Forbidden: a Deny says so, and no other policy can allow it. Denied: nothing allows it. */
export type Decision = 'allowed' | 'denied' | 'forbidden';

/** What IAM decides about a call under one identity policy (IAM User Guide, "Policy evaluation logic"). */
export function decide(document: PolicyDocument, call: Call): Decision {
  const effects = document.Statement.filter((statement) => applies(statement, call)).map(
    ({ Effect }) => Effect,
  );
  if (effects.includes('Deny')) return 'forbidden';
  return effects.includes('Allow') ? 'allowed' : 'denied';
}

function applies({ Action, Resource, Condition = {} }: Statement, call: Call): boolean {
  return (
    Action.some((pattern) => like(pattern.toLowerCase(), call.action.toLowerCase())) &&
    Resource.some((pattern) => like(pattern, call.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, values, call.context?.[key])),
    )
  );
}

function holds(
  operator: string,
  values: readonly string[],
  actual: string | readonly string[] | undefined,
): boolean {
  if (operator === 'Null') return values.includes(String(actual === undefined));
  if (actual === undefined) return false;
  if (operator === 'ForAnyValue:StringEquals') return [actual].flat().some((one) => values.includes(one));
  if (typeof actual !== 'string') throw new Error(`${operator} compares one value`);
  if (operator === 'StringEquals' || operator === 'Bool') return values.includes(actual);
  if (operator === 'StringLike' || operator === 'ArnLike')
    return values.some((pattern) => like(pattern, actual));
  throw new Error(`the evaluator does not know the condition ${operator}`);
}

/** IAM's wildcards: * for any text, ? for one character. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
