import { PlatformError } from '@clickstream/errors';
import { isEmulated, type InfraEnvironment, type SynthesisedStack } from '@clickstream/infra-kit';
import type { Approve } from './approve';
import { select, type Selection } from './order';
import type { DestroyedStack } from './outputs';
import { showPlan } from './plan';
import { requireNoSuccessors } from './refuse';
import type { Session } from './session';
import { tellDone } from './tell';
import { apply } from './terraform';

export interface DestroyOptions extends Selection {
  /** Without it, stacks that hold data stay, and so what they stand on. */
  readonly deleteData: boolean;
  readonly approve: Approve;
}

/** What is lost with a stack that holds data. */
const HOLDS: Readonly<Record<string, string>> = {
  snowflake: 'the tables of the warehouse',
  msk: 'the records of the log',
  storage: 'raw and curated data, checkpoints, and the key that reads them',
};

/**
 * Removes stacks, last to first, each after it was shown and approved.
 *
 * @throws PlatformError HOLDS_DATA, OUT_OF_ORDER before anything of that stack is removed; NOT_APPROVED;
 *   TERRAFORM_FAILED, also when a bucket is not empty: nothing here empties one.
 */
export async function destroyStacks(session: Session, options: DestroyOptions): Promise<DestroyedStack[]> {
  const { environment, records, say } = session;
  const destroyed: DestroyedStack[] = [];
  for (const stack of select(session.stacks, options).toReversed()) {
    if ((await records.read(stack.name)) === undefined) {
      say(`${stack.name}: is not there`);
      continue;
    }
    await requireNoSuccessors(session, stack);
    protectData(environment, stack, options.deleteData);
    destroyed.push({ stack: stack.name, removed: await destroyStack(session, stack, options.approve) });
  }
  return destroyed;
}

async function destroyStack(session: Session, stack: SynthesisedStack, approve: Approve): Promise<number> {
  const { environment, records, terraform, say } = session;
  const { file, changes } = await showPlan(session, stack, undefined, true);
  await approve(`destroy ${stack.name} of ${environment.name}`);
  await records.write({
    stack: stack.name,
    status: 'unfinished',
    at: new Date().toISOString(),
    commit: 'destroyed',
  });
  await apply(stack, terraform, file, tellDone(say, stack.name, changes.length));
  await records.remove(stack.name);
  say(`${stack.name}: destroyed in ${environment.name}`);
  return changes.length;
}

function protectData(environment: InfraEnvironment, { name }: SynthesisedStack, deleteData: boolean): void {
  const loss = HOLDS[name];
  if (loss === undefined || deleteData || isEmulated(environment)) return;
  throw new PlatformError({
    code: 'HOLDS_DATA',
    message: `${name} holds ${loss}; it stays, and with it what it stands on`,
    where: `environment ${environment.name}`,
    next: `if it shall all be lost: empty its buckets, then npx nx run infra:destroy --env ${environment.name} --delete-data`,
    exitCode: 2,
  });
}
