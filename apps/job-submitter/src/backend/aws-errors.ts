import { PlatformError, messageOf } from '@clickstream/errors';

/** Errors of an AWS service that answered have this. */
interface Answered {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** Waits for an answer of AWS. @throws PlatformError BACKEND_REFUSED, BACKEND_UNREACHABLE. */
export async function asked<T>(where: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    const { $metadata } = error as Partial<Answered>;
    const refused = ($metadata?.httpStatusCode ?? 500) < 500;
    throw new PlatformError({
      code: refused ? 'BACKEND_REFUSED' : 'BACKEND_UNREACHABLE',
      message: messageOf(error),
      where,
      next: refused
        ? 'check the request and the credentials of this shell; docs/operations.md says what the role must be allowed'
        : 'run the same command again once it answers',
      retry: refused ? 'afterFix' : 'backoff',
      exitCode: refused ? 2 : 1,
      cause: error,
    });
  }
}

/** @returns The only one of its name. @throws PlatformError TARGET_MISSING, TARGET_AMBIGUOUS. */
export function onlyOne<T>(found: readonly T[], kind: string, name: string): T {
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  throw new PlatformError({
    code: one === undefined ? 'TARGET_MISSING' : 'TARGET_AMBIGUOUS',
    message: `there ${one === undefined ? 'is no' : 'is more than one'} ${kind} that runs`,
    where: name,
    next: one === undefined ? 'npx nx run infra:deploy --stack emr' : 'terminate those that are not meant',
    exitCode: 2,
  });
}
