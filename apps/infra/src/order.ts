import { PlatformError } from '@clickstream/errors';
import type { SynthesisedStack } from '@clickstream/infra-kit';
import type { StackName } from '@clickstream/infra-order';

/** What of an environment's infrastructure a command is about. Neither: all of it. */
export interface Selection {
  readonly stack?: string;
  readonly pipeline?: string;
}

type Ordered = Pick<SynthesisedStack, 'name' | 'after'>;

/**
 * The stacks in an order in which each comes after all it waits for, as the synthesised dependencies say; among equals,
 * as they were given.
 *
 * @throws Error when they wait for each other in a circle: a defect of ours.
 */
export function inOrder<S extends Ordered>(stacks: readonly S[]): S[] {
  const sorted: S[] = [];
  const placed = new Set<StackName>();
  while (sorted.length < stacks.length) {
    const next = stacks.find(
      ({ name, after }) => !placed.has(name) && after.every((before) => placed.has(before)),
    );
    if (!next) throw new Error('the stacks wait for each other in a circle');
    sorted.push(next);
    placed.add(next.name);
  }
  return sorted;
}

/** @throws PlatformError UNKNOWN_STACK that names the ones there are. */
export function select<S extends Ordered>(stacks: readonly S[], { stack, pipeline }: Selection): S[] {
  if (stack === undefined && pipeline === undefined) return [...stacks];
  const wanted = stack ?? `pipeline-${pipeline}`;
  const found = stacks.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  throw new PlatformError({
    code: 'UNKNOWN_STACK',
    message: `there is no stack "${wanted}"`,
    next: `use one of: ${stacks.map(({ name }) => name).join(', ')}`,
    exitCode: 2,
  });
}

/** Everything that waits for a stack, last to first: the order to destroy in. */
export const successors = <S extends Ordered>(stacks: readonly S[], { name }: Ordered): S[] =>
  stacks.filter(({ after }) => after.includes(name)).reverse();
