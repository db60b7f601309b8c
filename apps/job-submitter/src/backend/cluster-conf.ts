import type { PlatformConfig } from '@clickstream/config';
import { LIBRARY } from '../bundle/make';
import type { Job, Prepared } from '../plan/target';
import { jarUri } from '../store/artifacts';

/** What a job on any cluster sets before its JVM is there: its code, its libraries, its size. */
export function clusterConf({ spark, storage }: PlatformConfig, job: Job): Prepared['spark'] {
  const jars = job.bundle.jars.map((jar) => jarUri(storage.artifacts, job.pipeline, jar));
  return [
    {
      key: 'spark.submit.pyFiles',
      value: `${job.bundleUri}${LIBRARY}`,
      why: 'the library and contract of the bundle',
    },
    { key: 'spark.jars', value: jars.join(','), why: 'the locked jars, each under the name of its content' },
    { key: 'spark.driver.memory', value: spark.driverMemory, why: 'setting spark.driverMemory' },
    { key: 'spark.executor.instances', value: String(spark.executors), why: 'setting spark.executors' },
    { key: 'spark.executor.cores', value: String(spark.executorCores), why: 'setting spark.executorCores' },
    { key: 'spark.executor.memory', value: spark.executorMemory, why: 'setting spark.executorMemory' },
    {
      key: 'spark.dynamicAllocation.enabled',
      value: 'false',
      why: 'an executor that is given back takes its state along, and a stream needs it again at once',
    },
  ];
}

/** The job writes its progress where its driver runs; what others see of it are its checkpoints and its metrics. */
export const PROGRESS_FILE = 'progress.json';

/** The role of a job and the cluster that it runs on; the configuration makes sure that they are set. */
export function placeOf({ spark }: PlatformConfig, pipeline: string): { target: string; role: string } {
  const { cluster, executionRole } = spark;
  if (cluster === undefined || executionRole === undefined) throw new Error('spark.cluster is not set');
  return { target: cluster, role: executionRole.replace('<pipeline>', pipeline) };
}
