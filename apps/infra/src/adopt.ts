import { PlatformError } from '@clickstream/errors';
import type { StackName } from '@clickstream/infra-order';
import type { Approve } from './approve';
import type { AdoptedStack } from './outputs';
import { requirePredecessors } from './refuse';
import type { Session } from './session';

/** The one stack that can be made without Terraform: by the loader's `setup`, under the same names. */
const BY_HAND: StackName = 'snowflake';

/** What stands where a record of Terraform has the commit of its code. */
const ORIGIN = 'by hand';

/** @throws PlatformError NOT_ADOPTABLE for any stack but the one that can be made by hand. */
export function requireAdoptable(stack: string, environment: string): void {
  if (stack !== BY_HAND)
    throw notAdoptable(
      `${stack} is made by Terraform alone`,
      `npx nx run infra:deploy --env ${environment} --stack ${stack}`,
    );
  if (environment === 'local')
    throw notAdoptable(
      'the local platform has no stacks, and nobody asks for their records',
      'name an --env',
    );
}

/**
 * Notes that a stack was made by hand, so that what needs it runs. Nothing in the account is looked at or changed.
 *
 * @throws PlatformError NOT_ADOPTABLE; OUT_OF_ORDER when those before it are not applied; NOT_APPROVED.
 */
export async function adoptStack(session: Session, name: string, approve: Approve): Promise<AdoptedStack> {
  const { environment, records, say, stacks } = session;
  requireAdoptable(name, environment.name);
  const stack = stacks.find((one) => one.name === name);
  if (!stack) throw new Error(`${environment.name} has no stack ${name}`);
  await requirePredecessors(session, stack);
  const before = await records.read(stack.name);
  if (before?.status === 'unfinished')
    throw notAdoptable(
      `Terraform has begun ${name} and not ended`,
      `npx nx run infra:deploy --env ${environment.name} --stack ${name}`,
    );
  if (before) {
    say(`${name}: is applied already, ${before.commit === ORIGIN ? ORIGIN : 'by Terraform'}`);
    return { stack: name, adopted: false, at: before.at };
  }
  await approve(`note that ${name} of ${environment.name} was made by hand`);
  const at = new Date().toISOString();
  await records.write({ stack: stack.name, status: 'applied', at, commit: ORIGIN });
  say(`${name}: counts as applied to ${environment.name}`);
  return { stack: name, adopted: true, at };
}

/** Was a stack made by hand? Terraform would make it again, and fail. */
export async function isAdopted({ records, say }: Session, stack: StackName): Promise<boolean> {
  const adopted = stack === BY_HAND && (await records.read(stack))?.commit === ORIGIN;
  if (adopted) say(`${stack}: was made by hand, so Terraform leaves it alone`);
  return adopted;
}

function notAdoptable(message: string, next: string): PlatformError {
  return new PlatformError({ code: 'NOT_ADOPTABLE', message, next, exitCode: 2 });
}
