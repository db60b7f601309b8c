import { join } from 'node:path';
import type { SynthesisedStack } from '@clickstream/infra-kit';
import { notApplied, type StackName } from '@clickstream/infra-order';
import { isAdopted } from './adopt';
import { select, type Selection } from './order';
import type { PlannedStack } from './outputs';
import { savePlan } from './saved-plan';
import type { Session } from './session';
import { init, plan, type Plan } from './terraform';

/**
 * Shows what would change, stack by stack. A stack that waits for one that is not applied cannot be planned yet: it
 * reads what that one made.
 *
 * @param save Folder that the plans are saved to, for `deploy --approve`.
 */
export async function planStacks(
  session: Session,
  selection: Selection,
  save?: string,
): Promise<PlannedStack[]> {
  const planned: PlannedStack[] = [];
  for (const stack of select(session.stacks, selection)) {
    if (await isAdopted(session, stack.name)) continue;
    const waitsFor = await notApplied(stack.after, session.records);
    planned.push(
      waitsFor.length > 0 ? waiting(session, stack, waitsFor) : await planStack(session, stack, save),
    );
  }
  return planned;
}

function waiting({ say }: Session, { name: stack }: SynthesisedStack, waitsFor: StackName[]): PlannedStack {
  say(`${stack}: can be planned when ${waitsFor.join(', ')} ${waitsFor.length > 1 ? 'are' : 'is'} applied`);
  return { stack, waitsFor, changes: [] };
}

async function planStack(
  session: Session,
  stack: SynthesisedStack,
  save: string | undefined,
): Promise<PlannedStack> {
  const made = await showPlan(session, stack, save && join(save, `${stack.name}.tfplan`));
  if (save) savePlan(save, stack, session.environment.name);
  return { stack: stack.name, waitsFor: [], changes: [...made.changes] };
}

/** Plans a stack and says what would change. */
export async function showPlan(
  { terraform, say }: Session,
  stack: SynthesisedStack,
  file?: string,
  destroy = false,
): Promise<Plan> {
  say(`${stack.name}: looking ...`);
  await init(stack, terraform);
  const made = await plan(stack, terraform, { file, destroy });
  const { changes, empty } = made;
  say(`${stack.name}: ${empty ? 'no changes' : changes.length === 0 ? 'outputs change' : summary(changes)}`);
  for (const { action, address } of changes) say(`  ${SIGNS[action] ?? action} ${address}`);
  return made;
}

const SIGNS: Readonly<Record<string, string>> = {
  create: '+',
  update: '~',
  delete: '-',
  replace: '-/+',
  read: '<=',
};

const summary = (changes: readonly unknown[]): string =>
  `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
