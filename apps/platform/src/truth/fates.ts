import type { ReconciliationResult } from '../reconcile/result';
import type { Comparison } from './compare';

/** What `reconcile` found out beside the ground truth, fate by fate. @param truth Records by fate, or by reason kind. */
export function compareFates(
  truth: Readonly<Record<string, number>>,
  { fates }: Pick<ReconciliationResult, 'fates'>,
): Comparison {
  const found: Readonly<Record<string, number>> = {
    curated: fates.curated,
    duplicate: fates.duplicates,
    id_conflict: fates.idConflicts,
    ...fates.setAside,
  };
  const names = [...new Set([...Object.keys(truth), ...Object.keys(found)])].sort();
  const differences = names
    .map((name) => ({ name, expected: truth[name] ?? 0, found: found[name] ?? 0 }))
    .filter((each) => each.expected !== each.found);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    table: 'fates by reconcile',
    expected: sum(Object.values(truth)),
    found: sum(Object.values(found)),
    missing: sum(differences.map((each) => Math.max(0, each.expected - each.found))),
    unexpected: sum(differences.map((each) => Math.max(0, each.found - each.expected))),
    examples: differences.map((each) => `${each.name}: ${each.found} in place of ${each.expected}`),
  };
}
