import { Kafka, logLevel } from 'kafkajs';
import { expectTruth, leaseHolder, unfinishedBatches } from './proof';
import { executorOf, family } from './processes';
import { World } from './world';

/** Of all that is random here; printed with a failure, so that it can be seen again. */
const SEED = 20_261_124;
const KILLS = 10;

let world: World;
beforeAll(async () => void (world = await World.start()));
afterAll(() => world.stop());

it(`survives kill -9 of the driver at ${KILLS} random moments under load (seed ${SEED})`, async () => {
  const random = generator(SEED);
  const sent = world.simulate(1, 60_000, 400);
  let again = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const job = world.stream();
    const driver = await world.driverAtWork();
    const moment = performance.now() + random() * 6_000;
    await world.until('the moment', () => (performance.now() > moment ? true : undefined));
    process.kill(driver, 'SIGKILL');
    expect((await job.outcome).code).toBe(1);
    again += await unfinishedBatches(world);
  }
  await sent;
  process.stdout.write(`re-executed batches: ${again}\n`);
  expect(again).toBeGreaterThan(0);
  await expectTruth(world);
});

it('ends a driver that was frozen past the end of its lease, and lets the next one start', async () => {
  await world.simulate(2, 10_000);
  const frozen = world.stream();
  const pids = family(await world.driverAtWork());
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const before = await leaseHolder(world);

  const next = world.streamElsewhere();
  await world.until(
    'a batch of the next driver',
    () => world.progress(world.elsewhere)?.queries.length || undefined,
  );
  expect(await leaseHolder(world)).not.toBe(before);
  for (const pid of pids) process.kill(pid, 'SIGCONT');

  expect((await frozen.outcome).code).toBe(1);
  next.process.kill('SIGTERM');
  expect((await next.outcome).code).toBe(0);
  await expectTruth(world);
});

it('refuses a second driver while the first one lives', async () => {
  await world.simulate(7, 2_000);
  const first = world.stream();
  await world.driverAtWork();
  const { code, stderr } = await world.streamElsewhere().outcome;
  expect(stderr).toContain('LEASE_HELD');
  expect(code).toBe(2);
  first.process.kill('SIGTERM');
  expect((await first.outcome).code).toBe(0);
});

it('waits for Kafka while it is away, and goes on by itself', async () => {
  await world.simulate(8, 2_000);
  const job = world.stream();
  const driver = await world.driverAtWork();
  await world.kill('kafka-1');
  await world.until('to wait for Kafka', () => (waiting().includes('waiting for Kafka') ? true : undefined));
  await world.up();
  await world.simulate(3, 10_000);
  await world.until('to go on', () => (waiting().length > 0 ? undefined : true));
  expect(world.driver()).toBe(driver);
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
  await expectTruth(world);
});

it('survives a store that is killed in the middle of a batch', async () => {
  const sent = world.simulate(4, 20_000, 60);
  const job = world.stream();
  const driver = await world.driverAtWork();
  await world.kill('object-store');
  await world.up();
  await sent;
  await world.until('to go on', () => (waiting().length > 0 ? undefined : true));
  expect(world.driver()).toBe(driver);
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
  await expectTruth(world);
});

it('retries the tasks of an executor that was killed, within the same batch', async () => {
  await world.simulate(6, 20_000);
  const job = world.stream({ PLATFORM_SPARK_MASTER: 'local-cluster[2,1,1024]' });
  await world.until(
    'a batch that is not finished',
    async () => (await unfinishedBatches(world)) || undefined,
  );
  const executor = executorOf(world.driver());
  if (executor === undefined) throw new Error('the driver has no executor');
  process.kill(executor, 'SIGKILL');
  await world.driverAtWork();
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
  expect(waiting()).toEqual([]);
  await expectTruth(world);
});

it('reads partitions that were added while it ran', async () => {
  await world.simulate(9, 2_000);
  const job = world.stream();
  await world.driverAtWork();
  const { endpoints } = await world.status();
  const kafka = new Kafka({ brokers: endpoints?.kafka.bootstrapServers ?? [], logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createPartitions({ topicPartitions: [{ topic: 'clickstream', count: 6 }] });
  for (const partition of [4, 5]) {
    await producer.send({ topic: 'clickstream', messages: Array(300).fill({ partition, value: '{oops' }) });
  }
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  world.truths.push({ fates: { malformed_json: 600 } });
  job.process.kill('SIGTERM');
  expect((await job.outcome).code).toBe(0);
  await expectTruth(world);
});

/** What the queries of the job wait for. */
const waiting = (): string[] => Object.values(world.progress()?.waiting ?? {});

/** A small generator (mulberry32) of numbers from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
