import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { PLATFORM_STACKS, connectRecords, pipelineStack } from '@clickstream/infra-order';
import type { OUTPUTS } from '../src/outputs';
import { Control, controlFolder } from '../src/store/control';
import { bytes, type ObjectStore } from '../src/store/object-store';
import { connectStore } from '../src/store/s3';
import { Programs, type Outcome } from '../src/testing/programs';
import { ScratchWorkspace } from '../src/testing/workspace';
import { Account, REGION } from './account';
import { Cluster } from './cluster';

/** A release from its commit to its rollback, by the program that people run, on emulated S3 and EMR. */
const CHECKPOINTS = 's3://clickstream-checkpoints-dev/spark';

type Output<Command extends keyof typeof OUTPUTS> = z.infer<(typeof OUTPUTS)[Command]>;

let account: Account;
let cluster: Cluster;
let store: ObjectStore;
let workspace: ScratchWorkspace;
let programs: Programs;
let driver: NodeJS.Timeout | undefined;

beforeAll(async () => {
  account = await Account.open();
  cluster = await Cluster.create('clickstream-dev');
  store = await connectStore(account.config);
  workspace = ScratchWorkspace.ofShop();
  programs = new Programs(workspace.root, account.env);
  lockJars('one.jar', 'two.jar');
  workspace.commit('first');
});
afterEach(() => clearInterval(driver));
afterAll(async () => {
  workspace.remove();
  store.close();
  cluster.close();
  await account.close();
});

/** Small files in the place of the 300 MB of jars. */
function lockJars(...names: string[]): void {
  const folder = join(workspace.root, '.platform/jars/spark');
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), name);
  const sum = (name: string): string => createHash('sha256').update(name).digest('hex');
  workspace.edit('tools/jars/spark/SHA256SUMS', () =>
    names.map((name) => `${sum(name)}  ${name}\n`).join(''),
  );
}

const run = (...args: string[]): Promise<Outcome> => programs.run('job-submitter', ...args);
const json = <T>(...args: string[]): Promise<T> => programs.json<T>('job-submitter', ...args);

const shop = ['--pipeline', 'shop'];
const dev = ['--env', 'dev', ...shop];
const fileOf = (name: string): string => join(workspace.root, 'dist', name);
const upload = (): Promise<Output<'upload'>> => json('upload', ...dev);
const prepare = (name: string): Promise<Output<'prepare'>> => json('prepare', ...dev, '--out', fileOf(name));
const submit = (verb: string, name: string): Promise<Output<'submit'>> =>
  json(verb, '--plan', fileOf(name), '--yes');
const planIn = (name: string): Output<'prepare'>['plan'] =>
  JSON.parse(readFileSync(fileOf(name), 'utf8')) as Output<'prepare'>['plan'];
const status = (): Promise<Output<'status'>> => json('status', ...dev);

/** A commit that changes the job, uploaded and with a plan. @returns Its version. */
async function release(file: string, change: (text: string) => string, plan: string): Promise<string> {
  workspace.edit(file, change);
  workspace.commit('next');
  const { version } = await upload();
  await prepare(plan);
  return version;
}

/** In the place of Spark, which nothing runs here: holds the lease, and ends with its step when it is ordered to. */
async function standIn(holder: string): Promise<void> {
  const control = new Control(store, controlFolder(CHECKPOINTS, 'shop'));
  let renewals = 0;
  const renew = async (): Promise<void> => {
    const order = await store.read(`${CHECKPOINTS}/job=shop/stop.json`);
    if (order && new TextDecoder().decode(order.content).includes(holder)) {
      clearInterval(driver);
      await store.remove(control.leaseUri);
      await cluster.endSteps();
      return;
    }
    await store.write(control.leaseUri, bytes(JSON.stringify({ holder, write: (renewals += 1) })));
  };
  await renew();
  driver = setInterval(() => void renew(), 500);
}

it('makes the same bundle of the same commit, and uploads it once and for all', async () => {
  const [one, again] = [
    await json<Output<'bundle'>>('bundle', ...shop),
    await json<Output<'bundle'>>('bundle', ...shop, '--out', 'dist/again'),
  ];
  expect(again).toEqual({ ...one, folder: again.folder });
  expect(readFileSync(join(again.folder, 'library.zip'))).toEqual(
    readFileSync(join(one.folder, 'library.zip')),
  );
  expect(await json('upload', ...dev, '--bundle', one.folder)).toMatchObject({
    created: true,
    jars: ['one.jar', 'two.jar'],
  });
  expect(await upload()).toMatchObject({ created: false, jars: [], digest: one.digest });
});

it('uploads nothing that is in no commit', async () => {
  const before = workspace.edit(workspace.jobFile, (text) => `${text}\n# mine\n`);
  expect(await run('upload', ...dev)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^BUNDLE_NOT_COMMITTED/m),
  });
  workspace.edit(workspace.jobFile, () => before);
});

it('prepares the same plan again and again, with a reason for each Spark setting', async () => {
  const { file, plan } = await prepare('one.json');
  const text = readFileSync(file, 'utf8');
  await prepare('one.json');
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(plan.spark.filter(({ why }) => why === '')).toEqual([]);
  expect(plan.spark.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['spark.jars', 'spark.sql.streaming.stateStore.providerClass']),
  );
  expect(plan.request).toMatchObject({
    backend: 'emr',
    target: 'clickstream-dev',
    input: { ExecutionRoleArn: 'arn:aws:iam::111111111111:role/clickstream/dev-shop-spark' },
  });
});

it('submits nothing while the stacks before it are not applied', async () => {
  expect(await run('submit', '--plan', fileOf('one.json'), '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^STACKS_NOT_APPLIED/m),
  });
  const records = connectRecords({
    state: 's3://clickstream-state-dev',
    region: REGION,
    endpoint: account.config.s3.endpoint,
  });
  for (const stack of [...PLATFORM_STACKS, pipelineStack('shop')])
    await records.write({ stack, status: 'applied', at: '2026-01-02T03:04:05Z', commit: 'abc' });
  records.close();
});

it('submits what was reviewed once somebody says yes, and reads its status back', async () => {
  expect(await run('submit', '--plan', fileOf('one.json'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/raw +begins at the earliest record[^]*^NOT_CONFIRMED/m),
  });
  expect((await status()).state).toBe('never-submitted');
  const { submitted, run: begun } = await submit('submit', 'one.json');
  const [step] = planIn('one.json').request.input['Steps'] as [{ HadoopJarStep: { Args: string[] } }];
  expect((await cluster.step(submitted.name)).Config?.Args).toEqual(step.HadoopJarStep.Args);
  expect(await status()).toMatchObject({
    submitted: { run: 1, action: 'submit' },
    run: { id: begun.id, state: 'running' },
  });
});

it('refuses a second run while a driver renews its lease', async () => {
  await standIn('driver-1');
  expect(await run('submit', '--plan', fileOf('one.json'), '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^LEASE_HELD {2}driver-1 runs the queries of this pipeline/m),
  });
  expect(await status()).toMatchObject({ state: 'running', lease: { holder: 'driver-1', held: true } });
});

it('upgrades what runs, after it has stopped in order', async () => {
  await standIn('driver-1');
  const version = await release(workspace.jobFile, (text) => `${text}\n# two\n`, 'two.json');
  const { submitted } = await submit('upgrade', 'two.json');
  expect(submitted).toMatchObject({ run: 2, action: 'upgrade', version });
  expect(await status()).toMatchObject({ submitted: { run: 2, version }, lease: null });
});

it('shows the log of the step', async () => {
  const { run: now, submitted } = await status();
  await account.writeLog(`emr/${cluster.id}/steps/${now?.id}/stderr.gz`, ['one', 'two', 'three']);
  expect(await json('logs', ...dev, '--lines', '2')).toEqual({
    pipeline: 'shop',
    run: submitted?.name,
    lines: ['two', 'three'],
  });
});

it('refuses an upgrade that could not go on from its checkpoints, and leaves what runs alone', async () => {
  await standIn('driver-2');
  await store.write(`${CHECKPOINTS}/job=shop/query=sessions/v1/commits/0`, bytes('v1\n{}'));
  const gap = (text: string): string => text.replaceAll('1800000 milliseconds', '60000 milliseconds');
  await release(workspace.contractFile, gap, 'gap.json');
  expect(await run('upgrade', '--plan', fileOf('gap.json'), '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^STATE_INCOMPATIBLE .*sessions: the keys was .*1800000.*begin-again in docs\/operations.md/m,
    ),
  });
  expect((await status()).lease).toMatchObject({ holder: 'driver-2', held: true });
});

it('rolls back to what ran before, as it was reviewed then', async () => {
  await standIn('driver-2');
  const { submitted } = await json<Output<'submit'>>('rollback', ...dev, '--yes');
  const { version } = planIn('one.json').bundle;
  expect(submitted).toMatchObject({ run: 3, action: 'rollback', version });
  expect((await cluster.step(submitted.name)).Status?.State).not.toBe('CANCELLED');
});

it('stops what has not begun to work', async () => {
  expect(await json('stop', ...dev)).toMatchObject({ outcome: 'cancelled' });
  expect(await json('stop', ...dev)).toMatchObject({ outcome: 'nothing-ran' });
  expect((await status()).state).toBe('stopped');
});
