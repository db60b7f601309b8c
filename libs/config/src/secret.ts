import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformError, messageOf } from '@clickstream/errors';

/**
 * Where a secret is kept, never the secret itself: `env:NAME`, `file:/absolute/path` or `aws-secretsmanager:NAME`, where
 * the name may be an ARN. Configuration, logs and errors may show a reference; they never hold the value.
 */
export type SecretRef = `env:${string}` | `file:/${string}` | `aws-secretsmanager:${string}`;

const REFERENCE = /^(env:[A-Za-z_]\w*|file:\/.+|aws-secretsmanager:[\w/+=.@:-]+)$/;

export const secretRef = z.custom<SecretRef>((value) => typeof value === 'string' && REFERENCE.test(value));

export const SECRET_ALLOWED = 'env:NAME, file:/absolute/path or aws-secretsmanager:NAME';

/**
 * Fetches the value of a secret at the moment it is needed.
 *
 * @throws PlatformError SECRET_MISSING when the variable, file or secret is not there, empty, or not ours to read.
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
      return present(
        await fromSecretsManager(place, reference),
        reference,
        `give the secret ${place} a text`,
      );
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

async function fromSecretsManager(name: string, reference: string): Promise<string | undefined> {
  // Loaded here: only an environment in AWS needs it.
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const region = /^arn:aws[\w-]*:secretsmanager:([\w-]+):/.exec(name)?.[1];
  const client = new SecretsManagerClient(region === undefined ? {} : { region });
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
  } catch (error) {
    const next =
      'create it, or let this role read it (secretsmanager:GetSecretValue); AWS_REGION says where it is';
    throw missing(reference, messageOf(error), next, error);
  } finally {
    client.destroy();
  }
}

function present(value: string | undefined, reference: string, next: string): string {
  if (value) return value;
  throw missing(reference, 'the secret is not set', next);
}

function missing(where: string, message: string, next: string, cause?: unknown): PlatformError {
  return new PlatformError({ code: 'SECRET_MISSING', message, where, next, exitCode: 2, cause });
}
