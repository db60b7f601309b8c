import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformConfig } from '@clickstream/config';
import { isRunning, identify } from '@clickstream/host';
import { jobFolder, type JobFolder, type Pipeline } from '@clickstream/pipeline';
import { runLocal, type LocalRun } from './run-local';

let workspace: string;
let folder: JobFolder;
let progress: string[];
const stop = { controller: new AbortController() };

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'run-local-'));
  folder = jobFolder(join(workspace, 'home'), 'shop');
  progress = [];
  stop.controller = new AbortController();
  for (const made of ['.venv/bin', '.platform/jars/spark', 'secrets'])
    mkdirSync(join(workspace, made), { recursive: true });
  writeFileSync(join(workspace, 'secrets', 'key'), 'very-secret\n');
});
afterEach(() => rmSync(workspace, { recursive: true }));

const config = (): PlatformConfig => ({
  environment: 'local',
  kafka: { bootstrapServers: ['127.0.0.1:9092'], auth: 'none', replicationFactor: 1, minInsyncReplicas: 1 },
  s3: {
    endpoint: 'http://127.0.0.1:8333',
    region: 'us-east-1',
    accessKeyId: 'env:SHOP_KEY_ID',
    secretAccessKey: `file:${join(workspace, 'secrets', 'key')}` as `file:/${string}`,
  },
  lake: {
    catalogUri: 'http://127.0.0.1:8181',
    warehouse: 's3://lake',
    namespace: 'shop',
    signingName: 's3tables',
  },
  storage: { checkpoints: 's3://checkpoints/spark', artifacts: 's3://artifacts' },
  infra: {},
  warehouse: { kind: 'duckdb', path: 'warehouse.duckdb' },
  spark: {
    master: 'local[2]',
    driverMemory: '1g',
    jit: 'quick',
    shufflePartitions: 2,
    maxRecordsPerBatch: 1_000_000,
    leaseSeconds: 10,
    triggerSeconds: { raw: 10, events: 2, set_aside: 30, sessions: 30, metrics_minute: 30 },
  },
});

/** Stands in for spark-submit; what it does with processes, streams and files is what the real one does. */
function driver(script: string): void {
  const file = join(workspace, '.venv', 'bin', 'spark-submit');
  writeFileSync(file, `#!/usr/bin/env bash\nprogress=${folder.progress}\n${script}\n`);
  chmodSync(file, 0o755);
}

const writes = (state: string, error: string | null = null): string =>
  `echo '${JSON.stringify({ pipeline: 'shop', state, error, waiting: {}, queries: [] })}' > "$progress"`;

/** A line of the job's own log. */
const LINE = '{"at": "2026-01-01T00:00:00.000Z", "event": "batch", "message": "raw: batch 0, 5 records"}';

/** Until somebody ends it. */
const WAIT = 'mkfifo silence; while :; do read -t 1 <> silence; done';

function run(options: Partial<LocalRun> = {}): ReturnType<typeof runLocal> {
  process.env['SHOP_KEY_ID'] = 'admin';
  return runLocal(
    config(),
    {
      manifest: { name: 'shop' },
      root: workspace,
      contractFile: join(workspace, 'contract.json'),
    } as Pipeline,
    {
      workspace,
      home: join(workspace, 'home'),
      drain: true,
      signal: stop.controller.signal,
      onProgress: (line) => void progress.push(line),
      ...options,
    },
  );
}

it('answers what the job said last and leaves nothing of the run but its log', async () => {
  driver(`touch ${folder.scratch}/left-over; ${writes('drained')}`);
  await expect(run()).resolves.toMatchObject({ state: 'drained' });
  expect([existsSync(folder.job), existsSync(folder.scratch)]).toEqual([false, false]);
});

it('shows progress, and keeps everything else for the log', async () => {
  driver(`echo '${LINE}'; echo 'Traceback'; echo 'WARN noise' >&2; ${writes('drained')}`);
  await run();
  expect(progress).toEqual(['raw: batch 0, 5 records']);
  expect(readFileSync(folder.log, 'utf8').split('\n').sort()).toEqual(['', 'Traceback', 'WARN noise', LINE]);
});

it('gives secrets to the driver alone, and takes away what a shell may have set', async () => {
  process.env['SPARK_HOME'] = '/elsewhere';
  process.env['AWS_SESSION_TOKEN'] = 'of another account';
  driver(`env; echo "$@"; ${writes('drained')}`);
  await run({ queries: 'raw' }).finally(() => {
    delete process.env['SPARK_HOME'];
    delete process.env['AWS_SESSION_TOKEN'];
  });
  const [environment, settings] = [folder.log, folder.settings].map((file) => readFileSync(file, 'utf8'));
  expect(environment).toMatch(/^AWS_ACCESS_KEY_ID=admin$/m);
  expect(environment).toMatch(/^AWS_SECRET_ACCESS_KEY=very-secret$/m);
  expect(environment).not.toMatch(/SPARK_HOME|AWS_SESSION_TOKEN/);
  expect(environment).toMatch(/extraJavaOptions=.* -XX:TieredStopAtLevel=1 /);
  expect(environment).toMatch(/job\.py --settings .*settings\.json --queries raw --drain$/m);
  expect(settings).not.toContain('very-secret');
});

it.each<[Partial<LocalRun>, string, 'settle' | 'replay' | undefined]>([
  [{ drain: true, settle: true, final: true }, '--drain --settle --final', undefined],
  [{ drain: false, settle: true }, '--settle', 'settle'],
  [{ drain: false, replay: ['A', 'B'] }, '--replay A B', 'replay'],
])('runs %j in a folder that is its own', async (options, told, step) => {
  const own = jobFolder(join(workspace, 'home'), 'shop', step);
  driver(`echo "$@"; ${writes('drained').replace('"$progress"', own.progress)}`);
  await run(options);
  expect(readFileSync(own.log, 'utf8')).toContain(`${own.settings} ${told}\n`);
});

it('says the error of the job, with the place of its log', async () => {
  driver(`${writes('failed', 'QUERY_FAILED  broken (query raw)')}; exit 1`);
  await expect(run()).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: 'QUERY_FAILED  broken (query raw)',
    where: folder.log,
    exitCode: 1,
  });
});

it('says that the driver was killed, and its last words', async () => {
  driver(`echo 'out of memory' >&2; kill -9 $$`);
  await expect(run()).rejects.toMatchObject({
    message: expect.stringMatching(
      /^the driver was killed; it last said: out of memory\. Run the same command/,
    ),
  });
});

it('passes a stop on, and a job that ends in order has not failed', async () => {
  driver(`trap '${writes('stopped').replaceAll("'", `'\\''`)}; exit 0' TERM; echo '${LINE}'; ${WAIT}`);
  const ended = run({ onProgress: () => stop.controller.abort() });
  await expect(ended).resolves.toMatchObject({ state: 'stopped' });
  expect(readFileSync(folder.progress, 'utf8')).toContain('stopped');
});

it('counts a driver that was stopped before it could listen as stopped', async () => {
  driver(`${writes('running')}; echo '${LINE}'; ${WAIT}`);
  const ended = run({ onProgress: () => stop.controller.abort() });
  await expect(ended).resolves.toMatchObject({ state: 'stopped' });
});

it('refuses a second driver while one runs, and not because of a file that a killed one left', async () => {
  driver(writes('drained'));
  mkdirSync(join(folder.job, '..'), { recursive: true });
  writeFileSync(folder.job, JSON.stringify({ ...identify(process.pid), startedAt: 'before' }));
  await expect(run()).resolves.toMatchObject({ state: 'drained' });

  const mine = identify(process.pid);
  expect(isRunning(mine)).toBe(true);
  writeFileSync(folder.job, JSON.stringify(mine));
  await expect(run()).rejects.toMatchObject({ code: 'JOB_RUNS_ALREADY', exitCode: 2 });
});

it('says how to get Spark when it is not there', async () => {
  await expect(run()).rejects.toMatchObject({
    code: 'SPARK_MISSING',
    where: join(workspace, '.venv', 'bin', 'spark-submit'),
    next: 'npm run platform -- up',
    exitCode: 2,
  });
});
