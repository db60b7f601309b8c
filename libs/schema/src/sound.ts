import { LIMITS } from './decode';
import { hasType, holds } from './holds';
import { refuse } from './refuse';
import type { ScalarRule } from './rule';
import { expected } from './words';

/**
 * Refuses a rule that nothing could keep, or that is broken by the example that people and golden vectors copy.
 *
 * @throws PlatformError CONTRACT_RULE_REFUSED; at this point a field has no name yet, so `doc` says where.
 */
export function checkSound(rule: ScalarRule, doc: string, example: unknown): void {
  const problem = unsatisfiable(rule);
  if (problem) throw refuse(problem, doc, 'correct the rule');
  if (doc.trim() === '') {
    throw refuse(
      'a field has no doc',
      `example ${JSON.stringify(example)}`,
      'say in one sentence what it is',
    );
  }
  if (!hasType(rule, example) || !holds(rule, example)) {
    throw refuse(
      `the example ${JSON.stringify(example)} is not ${expected(rule)}`,
      doc,
      'correct the example',
    );
  }
}

function unsatisfiable(rule: ScalarRule): string | undefined {
  switch (rule.kind) {
    case 'text':
      return outside(rule, 0, LIMITS.bytes);
    case 'integer':
      return outside(rule, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case 'choice':
      return new Set(rule.values).size === rule.values.length ? undefined : 'a value is named twice';
    default:
      return undefined;
  }
}

function outside(
  { min, max }: { min: number; max: number },
  least: number,
  most: number,
): string | undefined {
  const whole = Number.isSafeInteger(min) && Number.isSafeInteger(max);
  if (whole && least <= min && min <= max && max <= most) return undefined;
  return `${min} to ${max} is no range of whole numbers from ${least} to ${most}`;
}
