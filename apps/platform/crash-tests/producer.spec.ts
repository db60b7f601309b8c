import { findPipeline } from '@clickstream/pipeline';
import { runJson } from '../e2e/command';
import type { ReconciliationResult } from '../src/reconcile/result';
import { checkTruth } from '../src/truth/check-truth';
import { World } from './world';

const AGAIN = 3_000;

let world: World;
beforeEach(async () => void (world = await World.start()));
afterEach(() => world.stop());

it('keeps one of what a producer that was killed and went on has sent twice', async () => {
  await world.simulateResumed(8, 12_000, AGAIN);
  await world.settle();
  const found = await runJson<ReconciliationResult>('platform', ['reconcile'], world.home);
  expect(found).toMatchObject({ clean: true, inFlight: 0, derived: { open: 0 } });
  const expected = Object.values(world.fates ?? {}).reduce((sum, count) => sum + count, 0);
  expect(found.fates.raw).toBe(expected + AGAIN);
  expect(found.fates.curated).toBe(world.fates?.['curated']);
  // Offsets are not those of the truth any more; whatever is counted is.
  const pipeline = findPipeline(world.bench.workspace, 'clickstream');
  const compared = await checkTruth(world.bench, pipeline, world.truth);
  const counted = compared.filter(({ table }) => ['sessions', 'metrics_minute'].includes(table));
  expect(counted).toEqual([
    expect.objectContaining({ table: 'sessions', missing: 0, unexpected: 0 }),
    expect.objectContaining({ table: 'metrics_minute', missing: 0, unexpected: 0 }),
  ]);
});
