import { memoryStore } from '../testing/memory-store';
import { FakeBackend } from '../testing/fake-backend';
import { sampleBundle, sampleConfig, samplePlan, sampleState } from '../testing/samples';
import { bytes } from '../store/object-store';
import type { Bundle } from '../bundle/make';
import type { PipelineState } from '../bundle/manifest';
import { planBefore } from './rollback';
import { partsOf, type Site } from './site';
import { statusOf } from './status';
import { stopRun } from './stop';
import { submit, upgrade, type SubmitOptions } from './submit';

const LEASE = 's3://checkpoints/spark/job=shop/lease.json';
const STOP = 's3://checkpoints/spark/job=shop/stop.json';
const never = new AbortController().signal;

/** Everything that happens, in its order. */
let trace: string[];
let store: ReturnType<typeof memoryStore>;
let backend: FakeBackend;
let site: Site;
let driver: Driver | undefined;
const asked: string[] = [];

/** As much of a driver as others can see: it renews its lease and obeys the order to stop. */
class Driver {
  private renewals = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly holder: string,
    private readonly obeys = true,
  ) {
    this.timer = setInterval(() => void this.renew(), 100);
  }

  async renew(): Promise<void> {
    const order = await store.read(STOP);
    if (order && this.obeys) return this.end();
    await store.write(LEASE, bytes(JSON.stringify({ holder: this.holder, write: (this.renewals += 1) })));
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    trace.push(`${this.holder} ended`);
    await store.remove(LEASE);
    if (backend.run) backend.run = { ...backend.run, state: 'ended' };
  }

  /** Leaves its lease behind. */
  die(): void {
    clearInterval(this.timer);
  }
}

beforeEach(() => {
  trace = [];
  asked.length = 0;
  store = memoryStore();
  backend = new FakeBackend(trace);
  const config = sampleConfig();
  site = {
    pipeline: 'shop',
    config,
    store,
    backend,
    say: () => undefined,
    ...partsOf(store, config, 'shop'),
  };
});
afterEach(() => {
  driver?.die();
  driver = undefined;
});

const sure = (answer = true): SubmitOptions => ({
  signal: never,
  confirm: async (shown) => {
    asked.push(shown);
    return answer;
  },
});

async function uploaded(content = 'print()', state = sampleState): Promise<Bundle> {
  const bundle = sampleBundle(content, state);
  await site.artifacts.upload(bundle);
  return bundle;
}

async function running(holder = 'driver-1', obeys = true): Promise<Driver> {
  driver = new Driver(holder, obeys);
  await driver.renew();
  return driver;
}

const batch = (query: string, number: number, version = 'v1') =>
  store.write(`s3://checkpoints/spark/job=shop/query=${query}/${version}/commits/${number}`, bytes('{}'));

type QueryState = NonNullable<PipelineState['queries'][string]>;

/** The sample's state, but for what one query remembers. */
function changed(query: string, change: Partial<QueryState>): PipelineState {
  const before = sampleState.queries[query] as QueryState;
  return { ...sampleState, queries: { ...sampleState.queries, [query]: { ...before, ...change } } };
}

describe('submit', () => {
  it('shows what will run against which checkpoint, notes it, and starts it', async () => {
    const bundle = await uploaded();
    await batch('raw', 9);
    await batch('raw', 10);
    const { record } = await submit(site, samplePlan(bundle), sure());
    expect(asked[0]).toMatch(/raw +goes on after batch 10 .*query=raw\/v1$/m);
    expect(asked[0]).toMatch(/sessions +begins at the earliest record/);
    expect(trace).toEqual([`start ${bundle.manifest.version}`]);
    expect(record).toMatchObject({ run: 1, action: 'submit' });
    expect(await site.runs.latest()).toEqual(record);
  });

  it('starts nothing and notes nothing without a yes', async () => {
    await expect(submit(site, samplePlan(await uploaded()), sure(false))).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
    });
    expect([trace, await site.runs.latest()]).toEqual([[], undefined]);
  });

  it('refuses while a driver renews its lease, and names it', async () => {
    const plan = samplePlan(await uploaded());
    await running('application_7 on host');
    await expect(submit(site, plan, sure())).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: 'application_7 on host runs the queries of this pipeline',
    });
    expect([trace, asked]).toEqual([[], []]);
  });

  it('goes on where a driver died: nobody renews its lease', async () => {
    const plan = samplePlan(await uploaded());
    (await running()).die();
    await submit(site, plan, sure());
    expect(trace).toHaveLength(1);
  });

  it('does not wait when a lease ran out long ago', async () => {
    const plan = samplePlan(await uploaded());
    (await running()).die();
    store.age(LEASE, 3_600);
    const said: string[] = [];
    await submit({ ...site, say: (line) => void said.push(line) }, plan, sure());
    expect(said).toEqual([]);
  });

  it('refuses a bundle that is not the reviewed one', async () => {
    const reviewed = samplePlan();
    const other = await uploaded('print("other")');
    const plan = samplePlan(sampleBundle(), {
      bundle: { ...reviewed.bundle, uri: site.artifacts.uriOf(other.manifest) },
    });
    await expect(submit(site, plan, sure())).rejects.toMatchObject({ code: 'BUNDLE_NOT_REVIEWED' });
  });

  it('refuses a bundle that was changed where it lies', async () => {
    const bundle = await uploaded();
    await store.write(`${site.artifacts.uriOf(bundle.manifest)}job.py`, bytes('print("mine")'));
    await expect(submit(site, samplePlan(bundle), sure())).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
  });

  it('refuses a bundle that was never uploaded', async () => {
    await expect(submit(site, samplePlan(), sure())).rejects.toMatchObject({ code: 'BUNDLE_NOT_UPLOADED' });
  });

  it('refuses to begin another version of a checkpoint beside the old one', async () => {
    const state = { ...sampleState, checkpoint_version: 2 };
    const bundle = await uploaded('print()', state);
    await batch('raw', 1);
    const checkpoints = { raw: 's3://checkpoints/spark/job=shop/query=raw/v2' };
    await expect(submit(site, samplePlan(bundle, { checkpoints }), sure())).rejects.toMatchObject({
      code: 'CHECKPOINT_VERSION',
      message: 'shop has checkpoints of v1, this version would begin v2 from the earliest record: raw',
    });
  });

  it('refuses what cannot go on from the checkpoints, and names the migration', async () => {
    const before = await uploaded();
    await submit(site, samplePlan(before), sure());
    await batch('sessions', 4);
    const state = changed('sessions', { keys: ["session_window(occurred_at, '60000 milliseconds')"] });
    const after = samplePlan(await uploaded('print(2)', state));
    await expect(submit(site, after, sure())).rejects.toMatchObject({
      code: 'STATE_INCOMPATIBLE',
      next: 'follow migration begin-again in docs/operations.md',
    });
  });

  it('of two people at once lets one through', async () => {
    const plan = samplePlan(await uploaded());
    const both = await Promise.allSettled([submit(site, plan, sure()), submit(site, plan, sure())]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(trace).toHaveLength(1);
  });
});

describe('upgrade', () => {
  it('checks everything, then stops what runs, then starts the new version', async () => {
    const [one, two] = [await uploaded('1'), await uploaded('2')];
    await submit(site, samplePlan(one), sure());
    await running();
    const { record } = await upgrade(site, samplePlan(two), sure());
    expect(trace).toEqual([
      `start ${one.manifest.version}`,
      'driver-1 ended',
      `start ${two.manifest.version}`,
    ]);
    expect(record).toMatchObject({ run: 2, action: 'upgrade' });
    expect(await store.read(STOP)).toBeUndefined();
  });

  it('stops nothing when the new version could not go on', async () => {
    await submit(site, samplePlan(await uploaded('1')), sure());
    await batch('events', 1);
    await running();
    const state = changed('events', { types: { event_id: 'binary' } });
    await expect(upgrade(site, samplePlan(await uploaded('2', state)), sure())).rejects.toMatchObject({
      code: 'STATE_INCOMPATIBLE',
    });
    expect(trace).not.toContain('driver-1 ended');
  });

  it('starts nothing while the batch takes longer than it may, and says that the order stands', async () => {
    const [one, two] = [await uploaded('1'), await uploaded('2')];
    await submit(site, samplePlan(one), sure());
    await running('driver-1', false);
    await expect(upgrade(site, samplePlan(two), { ...sure(), batchSeconds: 0 })).rejects.toMatchObject({
      code: 'STOP_TIMEOUT',
      message: expect.stringContaining('the order stands, and nothing was started in its place'),
      next: expect.stringContaining('--batch-seconds'),
    });
    expect(trace).toEqual([`start ${one.manifest.version}`]);
    expect(await store.read(STOP)).toBeDefined();
  });

  it('starts where nothing runs', async () => {
    const bundle = await uploaded();
    await upgrade(site, samplePlan(bundle), sure());
    expect(trace).toEqual([`start ${bundle.manifest.version}`]);
  });
});

describe('rollback', () => {
  it('goes back to the plan of the version before, as it was reviewed then', async () => {
    const [one, two] = [samplePlan(await uploaded('1')), samplePlan(await uploaded('2'))];
    await submit(site, one, sure());
    await upgrade(site, two, sure());
    await upgrade(site, two, sure());
    expect(await planBefore(site)).toEqual(one);
    await upgrade(site, await planBefore(site), sure(), 'rollback');
    expect(await planBefore(site, two.bundle.version)).toEqual(two);
    expect(await planBefore(site, one.bundle.version)).toEqual(one);
  });

  it('goes further back each time, never forward to what it left', async () => {
    const [one, two, three] = [
      samplePlan(await uploaded('1')),
      samplePlan(await uploaded('2')),
      samplePlan(await uploaded('3')),
    ];
    await submit(site, one, sure());
    for (const plan of [two, three]) await upgrade(site, plan, sure());
    for (const expected of [two, one]) {
      expect(await planBefore(site)).toEqual(expected);
      await upgrade(site, expected, sure(), 'rollback');
    }
    await expect(planBefore(site)).rejects.toMatchObject({
      code: 'NOTHING_TO_ROLL_BACK_TO',
      message: 'no other version of shop was submitted before',
    });
  });

  it('after a new upgrade goes back to what ran before that', async () => {
    const [one, bad, mended] = [
      samplePlan(await uploaded('1')),
      samplePlan(await uploaded('2')),
      samplePlan(await uploaded('3')),
    ];
    await submit(site, one, sure());
    await upgrade(site, bad, sure());
    await upgrade(site, one, sure(), 'rollback');
    await upgrade(site, mended, sure());
    expect(await planBefore(site)).toEqual(one);
  });

  it('says which versions there were when it finds none', async () => {
    const one = samplePlan(await uploaded('1'));
    await expect(planBefore(site)).rejects.toMatchObject({ code: 'NOTHING_TO_ROLL_BACK_TO' });
    await submit(site, one, sure());
    await expect(planBefore(site)).rejects.toMatchObject({
      next: `submitted were: ${one.bundle.version}; --to names one`,
    });
    await expect(planBefore(site, '9')).rejects.toMatchObject({
      message: 'version 9 of shop was never submitted',
    });
  });
});

describe('stop', () => {
  it('lets a driver finish its batch', async () => {
    await submit(site, samplePlan(await uploaded()), sure());
    await running();
    expect(await stopRun(site, { force: false, signal: never })).toBe('stopped');
    expect(trace.at(-1)).toBe('driver-1 ended');
  });

  it('cuts off a driver that does not obey, when it is forced to', async () => {
    await submit(site, samplePlan(await uploaded()), sure());
    const deaf = await running('driver-1', false);
    const now = { batchSeconds: 0, signal: never };
    await expect(stopRun(site, { force: false, ...now })).rejects.toMatchObject({
      code: 'STOP_TIMEOUT',
      next: expect.stringContaining('job-submitter stop --force'),
    });
    expect(trace).not.toContain('cancel');

    expect(await stopRun(site, { force: true, ...now })).toBe('cancelled');
    deaf.die();
    expect(trace.at(-1)).toBe('cancel');
    expect((await store.read(STOP))?.content).toEqual(bytes(`${JSON.stringify({ holder: '*' })}\n`));
  });

  it('cancels a run that has not begun to work', async () => {
    await submit(site, samplePlan(await uploaded()), sure());
    expect(await stopRun(site, { force: false, signal: never })).toBe('cancelled');
    expect(await stopRun(site, { force: false, signal: never })).toBe('nothing-ran');
  });
});

describe('status', () => {
  it('says what was submitted, who runs it, and how far it is', async () => {
    expect(await statusOf(site)).toMatchObject({
      state: 'never-submitted',
      submitted: null,
      run: null,
      lease: null,
    });
    const bundle = await uploaded();
    await submit(site, samplePlan(bundle), sure());
    expect((await statusOf(site)).state).toBe('starting');
    await batch('raw', 3);
    await running();
    expect(await statusOf(site)).toMatchObject({
      state: 'running',
      submitted: { run: 1, action: 'submit', version: bundle.manifest.version },
      lease: { holder: 'driver-1', held: true },
      queries: expect.arrayContaining([expect.objectContaining({ query: 'raw', batch: 3 })]),
    });
    await stopRun(site, { force: false, signal: never });
    expect((await statusOf(site)).state).toBe('stopped');
  });

  it('knows that a run has failed before its lease runs out', async () => {
    await submit(site, samplePlan(await uploaded()), sure());
    (await running()).die();
    backend.run = { id: 'run-1', state: 'failed', reason: 'killed' };
    expect(await statusOf(site)).toMatchObject({ state: 'failed', lease: { held: true } });
  });

  it('does not take a lease that ran out for a driver', async () => {
    await submit(site, samplePlan(await uploaded()), sure());
    (await running()).die();
    store.age(LEASE, 60);
    backend.run = { id: 'run-1', state: 'running', reason: null };
    expect(await statusOf(site)).toMatchObject({ state: 'silent', lease: { held: false } });
  });
});
