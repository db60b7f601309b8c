import type { Running } from '../e2e/command';
import { unfinished } from './checkpoints';
import { expectTruth } from './proof';
import { World } from './world';

const MINUTE_MS = 60_000;
const OUTAGE_MS = 5 * MINUTE_MS;

let world: World;
beforeEach(async () => void (world = await World.start()));
afterEach(() => world.stop());

it('waits for Kafka while it is away for five minutes, and goes on by itself', async () => {
  const sent = world.simulate(4, 20_000, 60);
  const job = world.stream();
  await world.firstBatch(job);
  const driver = world.driver();
  world.kill('kafka-1');
  const end = performance.now() + OUTAGE_MS;
  await world.until('to wait for Kafka', () => world.waiting().includes('waiting for Kafka') || undefined);
  await world.until('the end of the outage', () => performance.now() > end || undefined, 2 * OUTAGE_MS);
  await world.up();
  await sent;
  await expectToGoOn(job, driver);
  await expectTruth(world);
});

it('survives a store that is killed in the middle of a batch and comes back', async () => {
  const sent = world.simulate(5, 20_000, 90);
  // Longer than the store is away, however busy the machine is: this is about the queries.
  const job = world.stream({ PLATFORM_SPARK_LEASE_SECONDS: '120' });
  await world.firstBatch(job);
  const driver = world.driver();
  await world.until('the middle of a batch', async () => (await unfinished(world)).length || undefined);
  world.kill('object-store');
  await world.up();
  const before = world.read('events');
  await sent;
  await world.until('to read on', () => world.read('events') > before || undefined);
  await expectToGoOn(job, driver);
  await expectTruth(world);
});

/** The same driver goes on with all queries by itself, and ends well when it is asked to. */
async function expectToGoOn(job: Running, driver: number): Promise<void> {
  await world.until('to go on', () => world.waiting().length === 0 || undefined);
  expect(world.driver()).toBe(driver);
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
}
