import { join } from 'node:path';
import type { PlatformConfig } from '@clickstream/config';
import type { JobFolder, Pipeline } from '@clickstream/pipeline';

export interface JobOptions {
  /** Process what is in the topic now, then end. */
  readonly drain: boolean;
  /** Names of the queries to run, joined by commas; undefined runs all. */
  readonly queries?: string;
  /** Settle: after a drain, else instead of running queries. */
  readonly settle?: boolean;
  /** With settle: the input has ended, so close what is open. */
  readonly final?: boolean;
  /** Instants between which to rebuild from raw and compare, instead of running queries. */
  readonly replay?: readonly [from: string, to: string];
}

export interface SparkCommand {
  readonly file: string;
  readonly args: readonly string[];
}

export const sparkSubmit = (workspace: string): string => join(workspace, '.venv', 'bin', 'spark-submit');
export const sparkJars = (workspace: string): string => join(workspace, '.platform', 'jars', 'spark');

/** The `spark-submit` that runs a pipeline's job on this machine. Master and memory must be known before its JVM is. */
export function sparkCommand(
  workspace: string,
  config: PlatformConfig,
  pipeline: Pipeline,
  folder: JobFolder,
  options: JobOptions,
): SparkCommand {
  const jars = join(sparkJars(workspace), '*');
  const conf = {
    'spark.driver.extraClassPath': jars,
    'spark.executor.extraClassPath': jars,
    'spark.driver.extraJavaOptions': javaOptions(config, folder).join(' '),
    'spark.local.dir': folder.scratch,
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.enabled': 'false',
  };
  return {
    file: sparkSubmit(workspace),
    args: [
      ...['--master', config.spark.master, '--driver-memory', config.spark.driverMemory],
      ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      join(workspace, 'spark', 'pipelines', pipeline.manifest.name, 'job.py'),
      ...['--settings', folder.settings],
      ...(options.queries ? ['--queries', options.queries] : []),
      ...(options.drain ? ['--drain'] : []),
      ...(options.settle ? ['--settle'] : []),
      ...(options.final ? ['--final'] : []),
      ...(options.replay ? ['--replay', ...options.replay] : []),
    ],
  };
}

function javaOptions({ spark }: PlatformConfig, folder: JobFolder): string[] {
  return [
    `-Dlog4j2.configurationFile=${folder.log4j}`,
    `-Djava.io.tmpdir=${folder.scratch}`,
    // Only the first, fast compiler: the second one costs more in a short run than its code wins back. Without it the
    // JVM reserves 48 MB for compiled code instead of 240, which the code of all queries outgrows.
    ...(spark.jit === 'quick' ? ['-XX:TieredStopAtLevel=1', '-XX:ReservedCodeCacheSize=240m'] : []),
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
