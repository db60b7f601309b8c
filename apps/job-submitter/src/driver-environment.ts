import { join } from 'node:path';
import { resolveSecret, type PlatformConfig } from '@clickstream/config';

/** Variables with which a person's shell would give the driver another Spark, another Python or other credentials. */
const FOREIGN = /^(SPARK_|PYSPARK_|PYTHON|AWS_)/;

/**
 * The whole environment of the driver. Only here do secrets have their values: never in files or arguments.
 *
 * @throws PlatformError SECRET_MISSING when a secret that the configuration names is not there.
 */
export async function driverEnvironment(
  workspace: string,
  { s3 }: PlatformConfig,
  env: NodeJS.ProcessEnv = process.env,
): Promise<NodeJS.ProcessEnv> {
  const python = join(workspace, '.venv', 'bin', 'python');
  const kept = Object.entries(env).filter(([name]) => !FOREIGN.test(name));
  return {
    ...Object.fromEntries(kept),
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    PYTHONPATH: join(workspace, 'spark', 'platform', 'src'),
    // Spark would otherwise look the machine's name up, and listen on what it finds.
    SPARK_LOCAL_IP: '127.0.0.1',
    ...(s3.accessKeyId && { AWS_ACCESS_KEY_ID: await resolveSecret(s3.accessKeyId, env) }),
    ...(s3.secretAccessKey && { AWS_SECRET_ACCESS_KEY: await resolveSecret(s3.secretAccessKey, env) }),
  };
}
