import { join } from 'node:path';
import type { PlatformConfig } from '@clickstream/config';
import { jobFolder, type JobFolder } from '@clickstream/pipeline';
import { JOB, LIBRARY } from '../../bundle/make';
import { jobArguments, stepOf } from '../../plan/arguments';
import { jobSettings } from '../../plan/settings';
import type { Job, Prepared } from '../../plan/target';

/** Where this machine keeps what it runs. */
export interface LocalPlace {
  readonly workspace: string;
  readonly home: string;
}

export const sparkSubmit = ({ workspace }: LocalPlace): string =>
  join(workspace, '.venv', 'bin', 'spark-submit');
export const sparkJars = ({ workspace }: LocalPlace): string => join(workspace, '.platform', 'jars', 'spark');

/** Where the local backend puts bundles that it fetched. */
export const bundlesOf = ({ home }: LocalPlace): string => join(home, 'bundles');

/** The `spark-submit` that runs a job on this machine. Master and memory must be known before its JVM is. */
export function localRequest(config: PlatformConfig, job: Job, place: LocalPlace): Prepared {
  const folder = jobFolder(place.home, job.pipeline, stepOf(job.work));
  const settings = jobSettings(config, job.pipeline, folder.progress);
  const bundle = join(bundlesOf(place), job.pipeline, job.bundle.version);
  const spark = localConf(config, folder, place);
  return {
    backend: 'local',
    target: place.home,
    settings,
    spark,
    input: {
      file: sparkSubmit(place),
      args: [
        ...spark.flatMap(({ key, value }) => ['--conf', `${key}=${value}`]),
        ...['--py-files', join(bundle, LIBRARY)],
        join(bundle, JOB),
        ...jobArguments(settings, job.work),
      ],
    },
  };
}

function localConf({ spark }: PlatformConfig, folder: JobFolder, place: LocalPlace): Prepared['spark'] {
  const jars = join(sparkJars(place), '*');
  return [
    { key: 'spark.master', value: spark.master, why: 'driver and executors in one process' },
    { key: 'spark.driver.memory', value: spark.driverMemory, why: 'setting spark.driverMemory' },
    { key: 'spark.driver.extraClassPath', value: jars, why: 'the locked jars, where set-up put them' },
    { key: 'spark.executor.extraClassPath', value: jars, why: 'as for the driver' },
    {
      key: 'spark.driver.extraJavaOptions',
      value: javaOptions(spark.jit, folder).join(' '),
      why: 'logs to a file, temporary files in a folder that is emptied; with jit quick only the fast compiler',
    },
    { key: 'spark.local.dir', value: folder.scratch, why: 'a folder that is emptied' },
    { key: 'spark.driver.host', value: '127.0.0.1', why: 'nobody else is to connect' },
    { key: 'spark.driver.bindAddress', value: '127.0.0.1', why: 'nobody else is to connect' },
    {
      key: 'spark.ui.enabled',
      value: 'false',
      why: 'status and metrics come from the progress of the queries',
    },
  ];
}

function javaOptions(jit: PlatformConfig['spark']['jit'], folder: JobFolder): string[] {
  return [
    `-Dlog4j2.configurationFile=${folder.log4j}`,
    `-Djava.io.tmpdir=${folder.scratch}`,
    // Only the first, fast compiler: the second one costs more in a short run than its code wins back. Without it the
    // JVM reserves 48 MB for compiled code instead of 240, which the code of all queries outgrows.
    ...(jit === 'quick' ? ['-XX:TieredStopAtLevel=1', '-XX:ReservedCodeCacheSize=240m'] : []),
  ];
}

/** Spark logs into a file: the terminal belongs to the progress of the queries. */
export function log4jProperties(logFile: string): string {
  return [
    'status = error',
    'appender.file.type = File',
    'appender.file.name = file',
    `appender.file.fileName = ${logFile}`,
    'appender.file.layout.type = PatternLayout',
    "appender.file.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %p %c{1}: %m%n%ex",
    'rootLogger.level = warn',
    'rootLogger.appenderRef.file.ref = file',
    '',
  ].join('\n');
}
