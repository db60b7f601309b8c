import { join } from 'node:path';
import { resolveS3Keys, type PlatformConfig } from '@clickstream/config';

/** Variables with which a person's shell would give the driver another Spark, another Python or other credentials. */
const FOREIGN = /^(SPARK_|PYSPARK_|PYTHON|AWS_)/;

/**
 * The whole environment of the driver. Only here do secrets have their values: never in files or arguments.
 *
 * @throws PlatformError SECRET_MISSING when a secret that the configuration names is not there.
 */
export async function driverEnvironment(
  workspace: string,
  { s3 }: Pick<PlatformConfig, 's3'>,
): Promise<NodeJS.ProcessEnv> {
  const python = join(workspace, '.venv', 'bin', 'python');
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const keys = await resolveS3Keys(s3);
  return {
    ...Object.fromEntries(kept),
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    // Spark would otherwise look the machine's name up, and listen on what it finds.
    SPARK_LOCAL_IP: '127.0.0.1',
    ...(keys && { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }),
  };
}
