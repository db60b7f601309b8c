import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isRunning, waitFor } from '@clickstream/host';
import { jobFolder, type JobFolder } from '@clickstream/pipeline';
import { describeBackend } from '../../testing/backend-contract';
import { sampleBundle, sampleConfig, samplePlan } from '../../testing/samples';
import type { Bundle } from '../../bundle/make';
import type { Plan } from '../../plan/plan';
import { LocalBackend } from './local-backend';
import { localRequest, sparkSubmit } from './request';

/** Waits until somebody ends it. */
const WAIT = 'mkfifo "$0.$$"; while :; do read -t 1 <> "$0.$$"; done';
/** A line of the job's own log. */
const LINE = '{"at": "2026-01-01T00:00:00.000Z", "event": "batch", "message": "raw: batch 0, 5 records"}';

/** An installation of its own; its spark-submit is a script, what it does with processes and files is real. */
class Machine {
  readonly workspace = mkdtempSync(join(tmpdir(), 'local-backend-'));
  readonly place = { workspace: this.workspace, home: join(this.workspace, 'home') };
  readonly folder: JobFolder = jobFolder(this.place.home, 'shop');
  readonly backend: LocalBackend;

  constructor() {
    for (const made of ['.venv/bin', '.platform/jars/spark', 'secrets'])
      mkdirSync(join(this.workspace, made), { recursive: true });
    const secret = join(this.workspace, 'secrets', 'key');
    writeFileSync(secret, 'very-secret\n');
    process.env['SHOP_KEY_ID'] = 'admin';
    const { s3 } = sampleConfig();
    this.backend = new LocalBackend(
      {
        s3: { ...s3, accessKeyId: 'env:SHOP_KEY_ID', secretAccessKey: `file:${secret}` as `file:/${string}` },
      },
      this.place,
    );
  }

  spark(script: string): void {
    const file = sparkSubmit(this.place);
    writeFileSync(file, `#!/usr/bin/env bash\nprogress=${this.folder.progress}\n${script}\n`);
    chmodSync(file, 0o755);
  }

  plan(bundle: Bundle = sampleBundle(), work: Partial<Plan['work']> = {}): Plan {
    const all = { ...samplePlan().work, ...work };
    const { manifest } = bundle;
    const name = `shop-${manifest.version}`;
    const job = { name, pipeline: 'shop', bundle: manifest, bundleUri: 's3://artifacts/', work: all };
    const { input, settings } = localRequest(sampleConfig(), job, this.place);
    return samplePlan(bundle, {
      work: all,
      settings,
      request: { backend: 'local', target: this.place.home, input },
    });
  }

  remove(): void {
    rmSync(this.workspace, { recursive: true });
    delete process.env['SHOP_KEY_ID'];
  }
}

const writes = (state: string, error: string | null = null): string =>
  `echo '${JSON.stringify({ pipeline: 'shop', state, error, waiting: {}, queries: [] })}' > "$progress.new" && mv "$progress.new" "$progress"`;

describeBackend('local', async () => {
  const machine = new Machine();
  machine.spark(`printf 'asked %s\\n' "$@"; ${WAIT}`);
  const { folder } = machine;
  return {
    backend: machine.backend,
    plan: (bundle) => machine.plan(bundle),
    planElsewhere: (bundle) => {
      rmSync(sparkSubmit(machine.place));
      return machine.plan(bundle);
    },
    expected: (plan) => (plan.request.input as { args: string[] }).args,
    async asked(plan) {
      const count = (plan.request.input as { args: string[] }).args.length;
      const lines = await waitFor(
        async () => {
          const found = (await machine.backend.logs(plan, count)).filter((line) => line.startsWith('asked '));
          return found.length === count ? found : undefined;
        },
        { timeoutMs: 10_000 },
      );
      return (lines ?? []).map((line) => line.slice('asked '.length));
    },
    log: async (_plan, line) => writeFileSync(folder.log, `${line}\n`, { flag: 'a' }),
    stop: async () => machine.remove(),
  };
});

describe('a local run', () => {
  let machine: Machine;
  let progress: string[];
  beforeEach(() => {
    machine = new Machine();
    progress = [];
  });
  afterEach(() => machine.remove());

  async function run(
    plan = machine.plan(),
    onProgress: (line: string) => unknown = (line) => progress.push(line),
  ) {
    await machine.backend.start(plan, sampleBundle());
    return machine.backend.follow(plan, onProgress);
  }

  it('ends as the job says, and leaves nothing but its log', async () => {
    machine.spark(`touch ${machine.folder.scratch}/left-over; ${writes('drained')}`);
    expect((await run()).state).toBe('ended');
    expect(existsSync(machine.folder.scratch)).toBe(false);
  });

  it('shows progress, and keeps everything else for the log', async () => {
    machine.spark(`echo '${LINE}'; echo 'Traceback'; echo 'WARN noise' >&2; ${writes('drained')}`);
    await run();
    expect(progress).toEqual(['raw: batch 0, 5 records']);
    expect(readFileSync(machine.folder.log, 'utf8').split('\n').sort()).toEqual([
      '',
      'Traceback',
      'WARN noise',
      LINE,
    ]);
  });

  it('has the bundle that was reviewed, whatever lies in the workspace', async () => {
    const { args } = machine.plan().request.input as { args: string[] };
    const job = args.findIndex((argument) => argument.endsWith('job.py')) + 1;
    machine.spark(`cat "\${${job}}"; ${writes('drained')}`);
    await run();
    expect(readFileSync(machine.folder.log, 'utf8')).toBe('print()');
  });

  it('gives secrets to the driver alone, and takes away what a shell may have set', async () => {
    process.env['SPARK_HOME'] = '/elsewhere';
    process.env['AWS_SESSION_TOKEN'] = 'of another account';
    machine.spark(`env; ${writes('drained')}`);
    await run().finally(() => {
      delete process.env['SPARK_HOME'];
      delete process.env['AWS_SESSION_TOKEN'];
    });
    const environment = readFileSync(machine.folder.log, 'utf8');
    expect(environment).toMatch(/^AWS_ACCESS_KEY_ID=admin$/m);
    expect(environment).toMatch(/^AWS_SECRET_ACCESS_KEY=very-secret$/m);
    expect(environment).not.toMatch(/SPARK_HOME|AWS_SESSION_TOKEN/);
    expect(readFileSync(machine.folder.plan, 'utf8')).not.toContain('very-secret');
  });

  it.each([
    [{ drain: true, settle: true, final: true }, undefined],
    [{ drain: false, settle: true }, 'settle' as const],
    [{ replay: ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'] as [string, string] }, 'replay' as const],
  ])('of %j has a folder that is its own', async (work, step) => {
    const own = jobFolder(machine.place.home, 'shop', step);
    machine.spark(writes('drained').replaceAll('$progress', own.progress));
    await run(machine.plan(sampleBundle(), work));
    expect(existsSync(own.plan)).toBe(true);
  });

  it('fails with the error of the job', async () => {
    machine.spark(`${writes('failed', 'QUERY_FAILED  broken (query raw)')}; exit 1`);
    expect(await run()).toMatchObject({ state: 'failed', reason: 'QUERY_FAILED  broken (query raw)' });
  });

  it('fails with its last words when the driver was killed', async () => {
    machine.spark(`echo 'out of memory' >&2; kill -9 $$`);
    expect(await run()).toMatchObject({
      state: 'failed',
      reason: 'the driver was killed; it last said: out of memory',
    });
  });

  it('ends in order when it is asked to', async () => {
    machine.spark(
      `trap '${writes('stopped').replaceAll("'", `'\\''`)}; exit 0' TERM; echo '${LINE}'; ${WAIT}`,
    );
    const plan = machine.plan();
    expect((await run(plan, () => machine.backend.signal(plan, 'SIGTERM'))).state).toBe('ended');
  });

  it('was cancelled when it was asked to end before it could listen', async () => {
    machine.spark(`${writes('running')}; echo '${LINE}'; ${WAIT}`);
    const plan = machine.plan();
    expect((await run(plan, () => machine.backend.signal(plan, 'SIGTERM'))).state).toBe('cancelled');
  });

  it('is refused while another one runs, and not because of what a killed one left', async () => {
    machine.spark(writes('drained'));
    const other = { run: 'shop-other', logFrom: 0, cancelled: false };
    mkdirSync(join(machine.folder.job, '..'), { recursive: true });
    writeFileSync(
      machine.folder.job,
      JSON.stringify({ ...identify(process.pid), startedAt: 'before', ...other }),
    );
    expect((await run()).state).toBe('ended');

    const mine = identify(process.pid);
    expect(isRunning(mine)).toBe(true);
    writeFileSync(machine.folder.job, JSON.stringify({ ...mine, ...other }));
    await expect(run()).rejects.toMatchObject({ code: 'JOB_RUNS_ALREADY', exitCode: 2 });
  });
});
