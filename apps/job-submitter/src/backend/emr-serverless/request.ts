import type { PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { JOB } from '../../bundle/make';
import { jobArguments } from '../../plan/arguments';
import { jobSettings } from '../../plan/settings';
import type { Job, Prepared } from '../../plan/target';
import { PROGRESS_FILE, clusterConf, placeOf } from '../cluster-conf';

/** The job run of an EMR Serverless application: the input of StartJobRun, but for the id of the application. */
export function emrServerlessRequest(config: PlatformConfig, job: Job): Prepared {
  const { target, role } = placeOf(config, job.pipeline);
  const settings = jobSettings(config, job.pipeline, PROGRESS_FILE);
  const spark = clusterConf(config, job);
  const { drain, settle, replay } = job.work;
  const endless = !drain && !settle && !replay;
  return {
    backend: 'emr-serverless',
    target,
    settings,
    spark,
    input: {
      name: job.name,
      executionRoleArn: role,
      // A stream is started again when its driver dies, and has no end that it could overrun.
      mode: endless ? 'STREAMING' : 'BATCH',
      ...(endless && { executionTimeoutMinutes: 0, retryPolicy: { maxFailedAttemptsPerHour: 5 } }),
      jobDriver: {
        sparkSubmit: {
          entryPoint: `${job.bundleUri}${JOB}`,
          entryPointArguments: jobArguments(settings, job.work),
          sparkSubmitParameters: spark.map(({ key, value }) => `--conf ${key}=${value}`).join(' '),
        },
      },
      configurationOverrides: {
        monitoringConfiguration: { s3MonitoringConfiguration: { logUri: `${logsOf(config)}/` } },
      },
    },
  };
}

function logsOf({ storage, environment }: PlatformConfig): string {
  if (storage.logs !== undefined) return storage.logs;
  throw new PlatformError({
    code: 'CONFIG_INVALID',
    message: 'storage.logs is not set, and EMR Serverless has no other place for logs',
    where: `environment: ${environment}`,
    next: 'set it; every key is in docs/configuration.md',
    exitCode: 2,
  });
}
