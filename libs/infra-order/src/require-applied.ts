import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { predecessorsOf, type StackName } from './order';
import { connectRecords, type StackRecords } from './records';

/**
 * Refuses to go on unless a stack and all that must come before it are applied: the execution order of the contract
 * holds for programs too, not only for the runner of the infrastructure. The local platform is made without stacks, so
 * environment `local` passes.
 *
 * @throws PlatformError STACKS_NOT_APPLIED that names them; RECORDS_UNREADABLE; SECRET_MISSING.
 */
export async function requireApplied(
  config: Pick<PlatformConfig, 'environment' | 's3' | 'infra'>,
  stack: StackName,
): Promise<void> {
  const { environment, s3, infra } = config;
  if (environment === 'local') return;
  if (infra.state === undefined)
    throw new PlatformError({
      code: 'CONFIG_INVALID',
      message: 'infra.state is not set, so nobody can tell which stacks are applied',
      where: `environment: ${environment}`,
      next: `set it in libs/config/environments/${environment}.json`,
      exitCode: 2,
    });
  const { region, endpoint } = s3;
  const records = connectRecords({
    state: infra.state,
    region,
    endpoint,
    credentials: await resolveS3Keys(s3),
  });
  try {
    const missing = await notApplied([...predecessorsOf(stack), stack], records);
    const [first] = missing;
    if (first !== undefined) throw refusal(environment, stack, first, missing);
  } finally {
    records.close();
  }
}

/** Those of some stacks that are not applied, or not to the end; in the order given. */
export async function notApplied<S extends StackName>(
  stacks: readonly S[],
  records: Pick<StackRecords, 'read'>,
): Promise<S[]> {
  const found = await Promise.all(stacks.map((stack) => records.read(stack)));
  return stacks.filter((_, index) => found[index]?.status !== 'applied');
}

function refusal(
  environment: string,
  stack: StackName,
  first: StackName,
  missing: readonly StackName[],
): PlatformError {
  return new PlatformError({
    code: 'STACKS_NOT_APPLIED',
    message: `the infrastructure of ${environment} is not ready: not applied ${missing.length > 1 ? 'are' : 'is'} ${missing.join(', ')}`,
    where: `needs ${stack}`,
    next: `npx nx run infra:deploy --env ${environment} --stack ${first}`,
    exitCode: 2,
  });
}
