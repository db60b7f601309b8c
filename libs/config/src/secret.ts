import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformError, messageOf } from '@clickstream/errors';

/**
 * Where a secret is kept, never the secret itself: `env:NAME`, `file:/absolute/path` or `aws-secretsmanager:NAME`.
 * Configuration, logs and errors may show a reference; they never hold the value.
 */
export type SecretRef = `env:${string}` | `file:/${string}` | `aws-secretsmanager:${string}`;

const REFERENCE = /^(env:[A-Za-z_]\w*|file:\/.+|aws-secretsmanager:[\w/+=.@-]+)$/;

export const secretRef = z.custom<SecretRef>((value) => typeof value === 'string' && REFERENCE.test(value));

export const SECRET_ALLOWED = 'env:NAME, file:/absolute/path or aws-secretsmanager:NAME';

/**
 * Fetches the value of a secret at the moment it is needed.
 *
 * @throws PlatformError SECRET_MISSING when the variable or file is not there or empty;
 *   SECRET_UNSUPPORTED for `aws-secretsmanager:`, which this release does not fetch itself.
 */
export async function resolveSecret(
  reference: SecretRef,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const colon = reference.indexOf(':');
  const place = reference.slice(colon + 1);
  switch (reference.slice(0, colon)) {
    case 'env':
      return present(env[place], reference, `set the environment variable ${place}`);
    case 'file':
      return present(await contentOf(place, reference), reference, `write the secret to ${place}`);
    default:
      throw new PlatformError({
        code: 'SECRET_UNSUPPORTED',
        message: 'a secret in AWS Secrets Manager is not fetched by this command yet',
        where: reference,
        next: 'export it in the environment and refer to it as env:NAME',
        exitCode: 2,
      });
  }
}

/**
 * The key pair for S3 and the catalog; undefined where the default AWS chain applies.
 *
 * @throws as {@link resolveSecret}
 */
export async function resolveS3Keys(
  s3: Readonly<Partial<Record<'accessKeyId' | 'secretAccessKey', SecretRef>>>,
): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string } | undefined> {
  if (!s3.accessKeyId || !s3.secretAccessKey) return undefined;
  return {
    accessKeyId: await resolveSecret(s3.accessKeyId),
    secretAccessKey: await resolveSecret(s3.secretAccessKey),
  };
}

async function contentOf(path: string, reference: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trimEnd();
  } catch (error) {
    throw missing(reference, messageOf(error), 'make the file readable for this user', error);
  }
}

function present(value: string | undefined, reference: string, next: string): string {
  if (value) return value;
  throw missing(reference, 'the secret is not set', next);
}

function missing(where: string, message: string, next: string, cause?: unknown): PlatformError {
  return new PlatformError({ code: 'SECRET_MISSING', message, where, next, exitCode: 2, cause });
}
