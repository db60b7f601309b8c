/** A step of one walk or of several. */
interface Shared {
  readonly step: string;
  readonly owners: readonly string[];
}

/**
 * Several walks as one: a step that walks have in common stands there once, with its owners. Whoever follows the steps
 * of one owner meets that owner's walk, in its order. Events share most of their fields, and an expression that is
 * there once is analysed, planned and compiled once.
 *
 * @param walks By owner.
 */
export function merged(walks: ReadonlyMap<string, readonly string[]>): Shared[] {
  const steps: { step: string; owners: string[] }[] = [];
  for (const [owner, walk] of walks) {
    let next = 0;
    for (const step of walk) {
      const found = steps.findIndex((each, index) => index >= next && each.step === step);
      if (found < 0) steps.splice(next, 0, { step, owners: [owner] });
      else steps[found]?.owners.push(owner);
      next = (found < 0 ? next : found) + 1;
    }
  }
  return steps;
}
