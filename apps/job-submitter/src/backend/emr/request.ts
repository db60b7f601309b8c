import type { PlatformConfig } from '@clickstream/config';
import { JOB } from '../../bundle/make';
import { jobArguments } from '../../plan/arguments';
import { jobSettings } from '../../plan/settings';
import type { Job, Prepared } from '../../plan/target';
import { PROGRESS_FILE, clusterConf, placeOf } from '../cluster-conf';

/** The step of an EMR cluster that runs a job: the input of AddJobFlowSteps, but for the id of the cluster. */
export function emrRequest(config: PlatformConfig, job: Job): Prepared {
  const { target, role } = placeOf(config, job.pipeline);
  const settings = jobSettings(config, job.pipeline, PROGRESS_FILE);
  const spark = [...onYarn(config), ...clusterConf(config, job)];
  const args = [
    'spark-submit',
    ...spark.flatMap(({ key, value }) => ['--conf', `${key}=${value}`]),
    ...['--name', job.name, `${job.bundleUri}${JOB}`],
    ...jobArguments(settings, job.work),
  ];
  const step = {
    Name: job.name,
    // The other pipelines of the cluster go on.
    ActionOnFailure: 'CONTINUE',
    HadoopJarStep: { Jar: 'command-runner.jar', Args: args },
  };
  return { backend: 'emr', target, settings, spark, input: { ExecutionRoleArn: role, Steps: [step] } };
}

function onYarn({ spark }: PlatformConfig): Prepared['spark'] {
  return [
    { key: 'spark.master', value: spark.master, why: 'setting spark.master' },
    {
      key: 'spark.submit.deployMode',
      value: 'cluster',
      why: 'the driver has a container of its own and outlives the node that it was submitted on',
    },
    {
      key: 'spark.yarn.submit.waitAppCompletion',
      value: 'true',
      why: 'the step ends when the job does, and as it does',
    },
    {
      key: 'spark.yarn.maxAppAttempts',
      value: '5',
      why: 'a driver that dies is started again and goes on from its checkpoints, once its lease has run out',
    },
    {
      key: 'spark.yarn.am.attemptFailuresValidityInterval',
      value: '1h',
      why: 'five failures within an hour end the job, five in a year do not',
    },
  ];
}
