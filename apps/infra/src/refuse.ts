import { PlatformError } from '@clickstream/errors';
import type { SynthesisedStack } from '@clickstream/infra-kit';
import { notApplied } from '@clickstream/infra-order';
import { successors } from './order';
import type { Session } from './session';

/**
 * Refuses a stack whose predecessors are not applied: the execution order of the contract.
 *
 * @throws PlatformError OUT_OF_ORDER that names them.
 */
export async function requirePredecessors(
  { environment, records }: Session,
  stack: SynthesisedStack,
): Promise<void> {
  const missing = await notApplied(stack.after, records);
  const [first] = missing;
  if (first === undefined) return;
  throw new PlatformError({
    code: 'OUT_OF_ORDER',
    message: `${stack.name} comes after ${missing.join(', ')}, which ${missing.length > 1 ? 'are' : 'is'} not applied`,
    where: `environment ${environment.name}`,
    next: `npx nx run infra:deploy --env ${environment.name} --stack ${first}`,
    exitCode: 2,
  });
}

/**
 * Refuses to destroy a stack that others stand on.
 *
 * @throws PlatformError OUT_OF_ORDER that names them, the first to destroy first.
 */
export async function requireNoSuccessors(
  { environment, records, stacks }: Session,
  stack: SynthesisedStack,
): Promise<void> {
  const there: string[] = [];
  for (const { name } of successors(stacks, stack)) if (await records.read(name)) there.push(name);
  const [first] = there;
  if (first === undefined) return;
  throw new PlatformError({
    code: 'OUT_OF_ORDER',
    message: `${there.join(', ')} stand${there.length > 1 ? '' : 's'} on ${stack.name}, and ${there.length > 1 ? 'are' : 'is'} there`,
    where: `environment ${environment.name}`,
    next: `npx nx run infra:destroy --env ${environment.name} --stack ${first}`,
    exitCode: 2,
  });
}
