/**
 * Each image is built step by step, as its Dockerfile says, from what Docker would be sent, and what it starts is
 * started: in folders, because a container engine is not asked for. What Debian installs must be on this machine.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../workflow-tests/workflows';
import { ImageBuilder } from './build';
import { makeContext } from './context';
import { onDisk, type Stage } from './stage';
import { runToEnd, start, type Container } from './start';

const builder = new ImageBuilder(workspace, makeContext(workspace));
afterAll(() => builder.remove());

const running: Container[] = [];
afterEach(async () => {
  for (const container of running.splice(0)) await container.stop();
});

const DEADLINE_MS = 240_000;

/** Looks until the health check says so and it has said all it must. */
async function untilHealthy(container: Container, says = ''): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while ((await container.healthy()) !== 0 || !container.output().includes(says))
    if (Date.now() > deadline) throw new Error(`never healthy:\n${container.output()}`);
}

/** Runs as somebody who owns none of it, from a whole command. */
function expectSound(stage: Stage): void {
  expect(stage.user).toBe('1000:1000');
  expect(stage.entrypoint.length + stage.cmd.length).toBeGreaterThan(0);
  expect(stage.health.length).toBeGreaterThan(0);
}

it('producer: judges events by the contracts that are in it', async () => {
  const stage = builder.build('producer');
  expectSound(stage);
  expect(await runToEnd(stage)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Usage: producer'),
  });
  const sample = join(workspace, 'apps/producer/samples/access.log.gz');
  const judged = await runToEnd(stage, 'import', sample, '--dry-run', '--json', '--env', 'dev');
  expect(judged).toMatchObject({ code: 0, output: expect.stringContaining('10000') });
});

it('job-submitter: finds the pipelines that are in it', async () => {
  const stage = builder.build('job-submitter');
  expectSound(stage);
  expect(await runToEnd(stage)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Usage: job-submitter'),
  });
  const unknown = await runToEnd(stage, 'run', '--local', '--pipeline', 'nope');
  expect(unknown).toMatchObject({ code: 2, output: expect.stringContaining('use one of: clickstream') });
});

it('snowflake-loader: is healthy while it follows the lake, and stops when asked', async () => {
  const stage = builder.build('snowflake-loader');
  expectSound(stage);
  const sql = await runToEnd(stage, 'sql', '--help');
  expect(sql).toMatchObject({ code: 0, output: expect.stringContaining('Usage: snowflake-loader sql') });
  const loader = await start(
    stage,
    {
      PLATFORM_LAKE_CATALOG_URI: 'http://127.0.0.1:9',
      PLATFORM_S3_ENDPOINT: 'http://127.0.0.1:9',
      PLATFORM_KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:9',
      PLATFORM_WAREHOUSE_PATH: onDisk(stage, 'warehouse.duckdb'),
    },
    { port: 9464 },
  );
  running.push(loader);
  await untilHealthy(loader);
  expect((await loader.stop()).code).toBe(130);
  // Nobody answers any more.
  expect(await loader.healthy()).toBe(1);
});

it('spark-runtime: has the versions of EMR, and a job in it reaches the jars', async () => {
  const stage = builder.build('spark-runtime');
  expectSound(stage);
  const version = await runToEnd(stage);
  expect(version.code).toBe(0);
  expect(version.output).toMatch(/version 4\.1\.1\s/);
  expect(version.output).toMatch(/Scala version 2\.13\.\d+, .*17\./);

  const job = onDisk(stage, 'job.py');
  writeFileSync(job, JOB);
  const driver = await start(
    stage,
    { SPARK_LOCAL_IP: '127.0.0.1' },
    { port: 4040, args: ['--master', 'local[1]', '--conf', 'spark.ui.port=4040', job] },
  );
  running.push(driver);
  await untilHealthy(driver, 'Iceberg is there, Python 3.11');
});

/** Loads a class of a jar that is not Spark's own, in the JVM, and then waits until that is stopped. */
const JOB = `
import os, sys, time
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
spark._jvm.java.lang.Class.forName("org.apache.iceberg.spark.SparkCatalog")
spark._jvm.java.lang.Class.forName("org.apache.hadoop.fs.s3a.S3AFileSystem")
print(f"Iceberg is there, Python {sys.version_info.major}.{sys.version_info.minor}", flush=True)
jvm = os.getppid()
while os.getppid() == jvm:
    time.sleep(0.1)
`;

it('platform: sets itself up, runs everything, and stops it', async () => {
  const stage = builder.build('platform');
  expectSound(stage);
  const platform = await start(stage);
  running.push(platform);
  await untilHealthy(platform);
  const { code, output } = await platform.stop();
  expect([code, output]).toEqual([0, expect.stringContaining('kafka-1')]);
  expect(await platform.healthy()).not.toBe(0);
});

it('knows every image', () => {
  const images = readdirSync(join(workspace, 'docker')).filter((file) => file.endsWith('.Dockerfile'));
  const tested = readFileSync(__filename, 'utf8');
  expect(
    images.filter((file) => !tested.includes(`builder.build('${file.replace('.Dockerfile', '')}')`)),
  ).toEqual([]);
});
