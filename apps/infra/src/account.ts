import { S3Client } from '@aws-sdk/client-s3';
import { startAwsEmulator } from '@clickstream/aws-emulator';
import { PlatformError, messageOf } from '@clickstream/errors';
import { isEmulated, namesIn, type InfraEnvironment } from '@clickstream/infra-kit';
import { createStateBucket, hasBucket } from './state-bucket';

/** The AWS account of an environment, as this shell reaches it. */
export interface Account {
  /** For Terraform and the SDK: an address and credentials of an emulator, or nothing beside the person's own. */
  readonly env: NodeJS.ProcessEnv;
  readonly s3: S3Client;
  readonly endpoint: string | undefined;
}

export interface AccountOptions {
  readonly workspace: string;
  readonly say: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs work with an environment's account. That of `local` is emulated: by a server that is started for the run and
 * ends with it, or by the one in AWS_ENDPOINT_URL.
 *
 * @throws PlatformError NO_CREDENTIALS, AWS_EMULATOR_FAILED.
 */
export async function withAccount<T>(
  environment: InfraEnvironment,
  { workspace, say, env }: AccountOptions,
  work: (account: Account) => Promise<T>,
): Promise<T> {
  if (!isEmulated(environment)) return connected(environment, env, undefined, work);
  const running = env['AWS_ENDPOINT_URL'];
  if (running !== undefined) {
    say(`environment local: the AWS emulator at ${running}`);
    return connected(environment, env, running, work);
  }
  const emulator = await startAwsEmulator(workspace);
  say(
    `environment local: no account is touched; an AWS emulator (moto) runs at ${emulator.endpoint} until this ends`,
  );
  try {
    return await connected(environment, { ...env, ...emulator.env }, emulator.endpoint, work);
  } finally {
    await emulator.stop();
  }
}

async function connected<T>(
  environment: InfraEnvironment,
  env: NodeJS.ProcessEnv,
  endpoint: string | undefined,
  work: (account: Account) => Promise<T>,
): Promise<T> {
  const s3 = new S3Client({
    region: environment.region,
    ...(endpoint && { endpoint, forcePathStyle: true, credentials: EMULATED }),
  });
  try {
    if (endpoint === undefined) await requireCredentials(s3, environment);
    else if (!(await hasBucket(s3, environment))) await createStateBucket(s3, environment);
    return await work({ env: { ...env, AWS_REGION: environment.region }, s3, endpoint });
  } finally {
    s3.destroy();
  }
}

/** What the emulator takes for any: nothing checks them. */
const EMULATED = { accessKeyId: 'emulated', secretAccessKey: 'emulated' };

async function requireCredentials(s3: S3Client, { name, account }: InfraEnvironment): Promise<void> {
  try {
    await s3.config.credentials();
  } catch (cause) {
    throw new PlatformError({
      code: 'NO_CREDENTIALS',
      message: `this shell has no AWS credentials for environment ${name} (account ${account}): ${messageOf(cause)}`,
      next: `aws sso login, or set AWS_PROFILE; without an account: npx nx run infra:deploy`,
      exitCode: 2,
      cause,
    });
  }
}

/** @throws PlatformError NO_STATE_BUCKET */
export async function requireStateBucket(s3: S3Client, environment: InfraEnvironment): Promise<void> {
  if (await hasBucket(s3, environment)) return;
  throw new PlatformError({
    code: 'NO_STATE_BUCKET',
    message: `there is no bucket for the state of environment ${environment.name}`,
    where: `s3://${namesIn(environment).bucket('state')}`,
    next: `npx nx run infra:bootstrap --env ${environment.name}`,
    exitCode: 2,
  });
}
