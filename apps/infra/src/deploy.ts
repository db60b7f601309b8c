import { execFileSync } from 'node:child_process';
import { PlatformError } from '@clickstream/errors';
import { isEmulated, type SynthesisedStack } from '@clickstream/infra-kit';
import { isAdopted } from './adopt';
import type { Approve } from './approve';
import { select, type Selection } from './order';
import type { DeployedStack } from './outputs';
import { showPlan } from './plan';
import { requirePredecessors } from './refuse';
import { planned, savedPlan } from './saved-plan';
import type { Session } from './session';
import { apply, outputs, type Plan } from './terraform';
import { tellDone } from './tell';

export interface DeployOptions extends Selection {
  /** Folder of plans that somebody has approved; only these are applied. */
  readonly approved?: string;
  readonly approve: Approve;
}

/**
 * Applies stacks in order, each after it was shown and approved. Stops at the first that fails; run again, it goes on
 * where it was.
 *
 * @throws PlatformError OUT_OF_ORDER before anything is changed; NOT_APPROVED, NOT_THE_PLANNED, TERRAFORM_FAILED.
 */
export async function deployStacks(session: Session, options: DeployOptions): Promise<DeployedStack[]> {
  const deployed: DeployedStack[] = [];
  const stacks = toDeploy(session, options);
  for (const stack of stacks) {
    if (await isAdopted(session, stack.name)) continue;
    await requirePredecessors(session, stack);
    const started = performance.now();
    const changed = await deployStack(session, stack, options);
    deployed.push({
      stack: stack.name,
      changed,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      outputs: await outputs(stack, session.terraform),
    });
  }
  if (isEmulated(session.environment)) await requireNoChanges(session, stacks);
  return deployed;
}

/** What was asked for by name; else, where plans were approved, what has one. */
function toDeploy({ stacks }: Session, options: DeployOptions): SynthesisedStack[] {
  const { approved, stack, pipeline } = options;
  const selected = select(stacks, options);
  return approved === undefined || (stack ?? pipeline) !== undefined ? selected : planned(approved, selected);
}

/** @returns How many resources changed. */
async function deployStack(
  session: Session,
  stack: SynthesisedStack,
  options: DeployOptions,
): Promise<number> {
  const { environment, records, say } = session;
  const { file, changes, empty } = await approvedPlan(session, stack, options);
  const note = (status: 'applied' | 'unfinished') =>
    records.write({ stack: stack.name, status, at: new Date().toISOString(), commit: commit() });
  if (!empty) {
    await note('unfinished');
    await apply(stack, session.terraform, file, tellDone(say, stack.name, changes.length));
  }
  await note('applied');
  say(`${stack.name}: applied to ${environment.name}`);
  return changes.length;
}

async function approvedPlan(
  session: Session,
  stack: SynthesisedStack,
  options: DeployOptions,
): Promise<Plan> {
  const { approved, approve } = options;
  if (approved === undefined) {
    const shown = await showPlan(session, stack);
    if (!shown.empty) await approve(`apply this to ${stack.name} of ${session.environment.name}`);
    return shown;
  }
  const file = savedPlan(approved, stack, session.environment.name);
  const shown = await showPlan(session, stack);
  if (file !== undefined) return { ...shown, file };
  if (shown.empty) return shown;
  throw new PlatformError({
    code: 'NOT_APPROVED',
    message: `${stack.name} would change, and no plan of it was approved`,
    where: approved,
    next: `npx nx run infra:plan --env ${session.environment.name} --stack ${stack.name} --save ${approved}`,
    exitCode: 2,
  });
}

/** What is applied is what was asked for: else a plan never becomes empty, and nobody reads plans any more. */
async function requireNoChanges(session: Session, stacks: readonly SynthesisedStack[]): Promise<void> {
  session.say('planning again: nothing may be left to do');
  for (const stack of stacks) {
    const again = await showPlan(session, stack);
    if (!again.empty)
      throw new PlatformError({
        code: 'PLAN_NOT_EMPTY',
        message: `${stack.name} would change again right after it was applied`,
        where: again.changes.map(({ address }) => address).join(', '),
        next: 'correct libs/infra-kit, or the emulator in tools/aws-emulator',
      });
  }
}

/** Commit that the stacks are made from, for the records. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch (error) {
    // A copy without its history, as in an image.
    if ((error as { status?: number }).status !== undefined) return 'unknown';
    throw error;
  }
}
