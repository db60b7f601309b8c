import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unfinished } from './checkpoints';
import { expectTruth } from './proof';
import { waitFor } from '@clickstream/host';
import { cpuSeconds, executorsOf, family } from './processes';
import { generator, SEED } from './random';
import { World } from './world';

const KILLS = 10;
/** CPU time that no executor needs for its start alone. */
const START_CPU_S = 8;

let world: World;
beforeEach(async () => void (world = await World.start()));
afterEach(() => world.stop());
// Spark gives the executors of a local cluster folders below its own.
afterAll(() => rmSync(join(sparkHome(world.bench.workspace), 'work'), { recursive: true, force: true }));

it(`survives kill -9 of the driver at ${KILLS} random moments under load (seed ${SEED})`, async () => {
  const random = generator(SEED);
  const sent = world.simulate(1, 60_000, 400);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const starts = world.said('start').length;
    const job = world.stream();
    await world.until('a query to start', () => world.said('start').length > starts || undefined);
    const moment = performance.now() + random() * 20_000;
    await world.until('the moment', () => performance.now() > moment || undefined);
    process.kill(world.driver(), 'SIGKILL');
    expect((await job.outcome).code).toBe(1);
  }
  await sent;
  await expectTruth(world);
  expect(world.batchesRunAgain()).toBeGreaterThan(0);
});

it('refuses a second driver, and ends the first when it was frozen past its lease', async () => {
  const sent = world.simulate(2, 20_000, 120);
  const first = world.stream();
  await world.firstBatch(first);
  const pids = family(world.driver());
  const { code, stderr } = await world.streamElsewhere().outcome;
  expect(stderr).toContain('LEASE_HELD');
  expect(code).toBe(2);

  const signal = (name: NodeJS.Signals): void => pids.forEach((pid) => process.kill(pid, name));
  await world.until('to stand still in the middle of a batch', async () => {
    signal('SIGSTOP');
    if ((await unfinished(world)).length > 0) return true;
    signal('SIGCONT');
    return undefined;
  });
  const second = world.streamElsewhere();
  await world.until('a batch of the second driver', () => {
    return world.progress(world.elsewhere)?.queries.length || undefined;
  });
  signal('SIGCONT');
  expect((await first.outcome).code).toBe(1);

  await sent;
  second.process.kill('SIGTERM');
  expect((await second.outcome).code).toBe(0);
  expect(world.batchesRunAgain()).toBeGreaterThan(0);
  await expectTruth(world);
});

it('runs the tasks of a killed executor again, within the same batch', async () => {
  await world.simulate(3, 20_000);
  const job = world.stream({
    PLATFORM_SPARK_MASTER: 'local-cluster[2,1,1024]',
    PLATFORM_SPARK_MAX_RECORDS_PER_BATCH: '4000',
  });
  await world.until('a batch to be begun', async () => (await unfinished(world)).length || undefined);
  const atWork = (): number | undefined =>
    executorsOf(world.driver()).find((pid) => (cpuSeconds(pid) ?? 0) > START_CPU_S);
  // One that is killed between two tasks loses none.
  while (!/Lost task .*ExecutorLostFailure/.test(world.log())) {
    const executor = await world.until('an executor at work', atWork);
    process.kill(executor, 'SIGKILL');
    await world.until('its end', () => !executorsOf(world.driver()).includes(executor) || undefined);
    await waitFor(async () => /ExecutorLostFailure/.test(world.log()) || undefined, { timeoutMs: 10_000 });
  }
  await world.until('to read on', () => world.read('events') >= 20_000 || undefined);
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
  expect(world.said('restart')).toEqual([]);
  expect(world.batchesRunAgain()).toBe(0);
  await expectTruth(world);
});

function sparkHome(workspace: string): string {
  const lib = join(workspace, '.venv', 'lib');
  return join(lib, readdirSync(lib)[0] ?? '', 'site-packages', 'pyspark');
}
