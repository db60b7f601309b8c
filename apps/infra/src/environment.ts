import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '@clickstream/config';
import { PlatformError, messageOf } from '@clickstream/errors';
import { infraEnvironmentSchema, type InfraEnvironment } from '@clickstream/infra-kit';

/**
 * What an environment's infrastructure is made from.
 *
 * @throws PlatformError UNKNOWN_ENVIRONMENT, BAD_ENVIRONMENT with every violation.
 */
export function readEnvironment(workspace: string, name: string): InfraEnvironment {
  if (!ENVIRONMENTS.some((known) => known === name))
    throw new PlatformError({
      code: 'UNKNOWN_ENVIRONMENT',
      message: `there is no environment "${name}"`,
      next: `use one of: ${ENVIRONMENTS.join(', ')}`,
      exitCode: 2,
    });
  const file = join(workspace, 'apps/infra/environments', `${name}.json`);
  const parsed = infraEnvironmentSchema.safeParse(parse(file));
  if (!parsed.success)
    throw bad(
      file,
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  if (parsed.data.name !== name) throw bad(file, `name: is "${parsed.data.name}" in the file of "${name}"`);
  return parsed.data;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw bad(file, messageOf(error), error);
  }
}

function bad(where: string, message: string, cause?: unknown): PlatformError {
  return new PlatformError({
    code: 'BAD_ENVIRONMENT',
    message,
    where,
    next: 'correct it',
    exitCode: 2,
    cause,
  });
}
