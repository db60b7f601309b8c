import { mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { findWorkspace } from '@clickstream/config';
import { waitFor } from '@clickstream/host';
import type { OUTPUTS } from '../src/outputs';
import { Programs } from '../src/testing/programs';
import { ScratchWorkspace } from '../src/testing/workspace';

/** A release from its bundle to its rollback with real Kafka, S3 and Spark, by the programs that people run. */
type Output<Command extends keyof typeof OUTPUTS> = z.infer<(typeof OUTPUTS)[Command]>;

let home: string;
let workspace: ScratchWorkspace;
let platform: Programs;
let submitter: Programs;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'release-'));
  workspace = ScratchWorkspace.ofClickstream();
  mkdirSync(join(workspace.root, '.platform'));
  const jars = '.platform/jars';
  symlinkSync(join(findWorkspace(__dirname), jars), join(workspace.root, jars));
  platform = new Programs(findWorkspace(__dirname), { PLATFORM_HOME: home });
  submitter = new Programs(workspace.root, { PLATFORM_HOME: home });
  await platform.json('platform', 'up');
});
afterAll(async () => {
  await platform.run('platform', 'down', '--purge');
  workspace.remove();
  rmSync(home, { recursive: true, force: true });
});

const submit = <T>(...args: string[]): Promise<T> => submitter.json<T>('job-submitter', ...args);
const status = (): Promise<Output<'status'>> => submit('status');
const simulate = (seed: number): Promise<unknown> =>
  platform.json(
    'producer',
    'simulate',
    '--events',
    '2000',
    '--seed',
    `${seed}`,
    '--truth',
    join(home, `truth-${seed}`),
  );

/** Uploads the workspace as it is, and prepares it. @returns The file of the plan, and the version. */
async function release(name: string): Promise<{ plan: string; version: string }> {
  const { version } = await submit<Output<'upload'>>('upload');
  const plan = join(home, name);
  await submit('prepare', '--out', plan);
  return { plan, version };
}

/** Waits until query raw has completed a batch after this one. @returns Its number. */
async function batchAfter(batch: number): Promise<number> {
  const found = await waitFor(
    async () => {
      const raw = (await status()).queries.find(({ query }) => query === 'raw');
      return raw?.batch !== null && raw && raw.batch > batch ? raw.batch : undefined;
    },
    { timeoutMs: 300_000, everyMs: 1_000 },
  );
  if (found === undefined) throw new Error(`no batch after ${batch} within 300 s`);
  return found;
}

it('takes a job through its life, loses nothing and writes nothing twice', async () => {
  await simulate(1);
  const first = await release('one.json');
  const { run } = await submit<Output<'submit'>>('submit', '--plan', first.plan, '--yes');
  expect(run.id).toMatch(/^pid \d+$/);
  const begun = await batchAfter(-1);
  expect(await status()).toMatchObject({ state: 'running', submitted: { version: first.version } });
  expect(await submitter.run('job-submitter', 'submit', '--plan', first.plan, '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^LEASE_HELD /m),
  });

  workspace.edit(workspace.jobFile, (text) => `${text}\n# the next version\n`);
  const second = await release('two.json');
  expect(second.version).not.toBe(first.version);
  await submit('upgrade', '--plan', second.plan, '--yes');
  await simulate(2);
  const upgraded = await batchAfter(begun);
  const now = await status();
  expect(now).toMatchObject({ state: 'running', submitted: { run: 2, version: second.version } });

  process.kill(Number(now.run?.id.replace('pid ', '')), 'SIGKILL');
  expect((await submitter.run('job-submitter', 'status')).code).toBe(1);
  await submit('rollback', '--yes');
  await simulate(3);
  await batchAfter(upgraded);
  expect(await status()).toMatchObject({ submitted: { action: 'rollback', version: first.version } });
  expect((await submit<Output<'logs'>>('logs')).lines.join('\n')).toMatch(/"event": "batch"/);

  expect(await submit('stop')).toMatchObject({ outcome: 'stopped' });
  expect(await status()).toMatchObject({ state: 'stopped', run: { state: 'ended' }, lease: null });

  await submit('run', '--local', '--drain');
  await platform.json('snowflake-loader', 'load', '--once');
  expect(await platform.json('platform', 'reconcile')).toMatchObject({
    findings: { counts: {} },
    inFlight: 0,
  });
});
