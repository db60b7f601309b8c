import { join } from 'node:path';
import { expectTruth } from './proof';
import { growTopic, sendSkewed } from './topic';
import { World } from './world';

const BATCH = 2_000;

let world: World;
beforeEach(async () => void (world = await World.start()));
afterEach(() => world.stop());

it('reads partitions that were added while it ran', async () => {
  await world.simulate(6, 4_000);
  const job = world.stream();
  await world.firstBatch(job);
  await growTopic(world, 200);
  const end = (query: string): Record<string, number> =>
    world.progress()?.queries.find((one) => one.query === query)?.end_offsets ?? {};
  await world.until('to read the new partitions', () => {
    return (end('events')['4'] === 100 && end('events')['5'] === 100) || undefined;
  });
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
  await expectTruth(world);
});

it('drains a skewed backlog in small batches and drops nothing', async () => {
  const file = join(world.home, 'backlog.ndjson');
  await world.simulateInto(file, 7, 16_000);
  await sendSkewed(world, file);
  const { queries } = await world.drain({ PLATFORM_SPARK_MAX_RECORDS_PER_BATCH: `${BATCH}` });
  const events = queries.find(({ query }) => query === 'events');
  expect(events?.rows_dropped).toBe(0);
  expect(events?.batch_id).toBeGreaterThanOrEqual(16_000 / BATCH - 1);
  await expectTruth(world);
});
