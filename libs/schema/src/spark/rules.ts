import { decimalPattern, fieldNamed, type Field, type ListRule, type Rule } from '../rule';
import { allOf, inList, literal } from './sql';

/** The condition that a value of the right type satisfies its rule; none when the type says it all. */
export function ruleCondition(rule: Rule, sql: string): string | undefined {
  switch (rule.kind) {
    case 'text': {
      const length = `length(${sql}) BETWEEN ${rule.min} AND ${rule.max}`;
      return rule.pattern === undefined ? length : `${length} AND ${matches(sql, rule.pattern)}`;
    }
    case 'choice':
      return inList(sql, rule.values);
    case 'integer':
      return `${sql} BETWEEN ${rule.min} AND ${rule.max}`;
    case 'timestamp':
      // The pattern fixes the spelling; the cast knows the calendar and refuses days and seconds that do not exist.
      return `${matches(sql, TIMESTAMP)} AND try_cast(${sql} AS TIMESTAMP) IS NOT NULL`;
    case 'decimal':
      return matches(sql, decimalPattern(rule));
    case 'list':
      return `size(${sql}) <= ${rule.max}`;
    case 'flag':
    case 'group':
      return undefined;
  }
}

const TIMESTAMP =
  '(?:19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9][.][0-9]{3}Z';

/** Java's `$` also matches before a final line end; `\z` is the end of the string, as `$` is in JavaScript. */
function matches(sql: string, pattern: string): string {
  return `${sql} RLIKE ${literal(`\\A(?:${pattern})\\z`)}`;
}

/**
 * All rules of a typed struct. A condition may be NULL, which counts as false.
 *
 * @param struct SQL of the struct.
 */
export function groupConditions(fields: readonly Field[], struct: string): string[] {
  return fields.flatMap(({ name, rule, required }) => {
    const value = `${struct}.${name}`;
    const own = ruleCondition(rule, value);
    const conditions = [
      ...(own === undefined ? [] : [own]),
      ...(rule.kind === 'group' ? groupConditions(rule.fields, value) : []),
      ...(rule.kind === 'list' ? [itemsCondition(rule, value)] : []),
    ];
    if (required) return [`${value} IS NOT NULL`, ...conditions];
    return conditions.length === 0 ? [] : [`(${value} IS NULL OR (${allOf(conditions)}))`];
  });
}

function itemsCondition({ item }: ListRule, sql: string): string {
  return `forall(${sql}, x -> x IS NOT NULL AND ${allOf(groupConditions(item.fields, 'x'))})`;
}

/** That a struct holds nothing but these fields, of all that it has members for. */
export function nothingElse(union: readonly Field[], fields: readonly Field[], struct: string): string[] {
  return union.flatMap(({ name, rule }) => {
    const own = fieldNamed(fields, name);
    if (!own) return [`${struct}.${name} IS NULL`];
    if (rule.kind !== 'group' || own.rule.kind !== 'group') return [];
    return nothingElse(rule.fields, own.rule.fields, `${struct}.${name}`);
  });
}
