import { setTimeout as sleep } from 'node:timers/promises';
import { healthSchema } from '../src/outputs';
import { eventsSeen, expectEqual, type Worldly } from './behaviours';

const SNAPSHOTS = 6;
const WITHIN_MS = 120_000;

export function readerBehaviours(world: Worldly): void {
  it('a reader in another process never fails and never sees rows go, while a loader follows the lake', async () => {
    const lake = await world().lake('followed');
    const loader = world().loader('followed');
    await lake.append('events', 0, 40);
    await loader.load();
    const { child, outcome, telemetry } = await loader.follow();
    const writing = (async () => {
      for (let one = 1; one < SNAPSHOTS; one += 1) await lake.append('events', one * 40, 40);
    })();

    const seen: number[] = [];
    const deadline = performance.now() + WITHIN_MS;
    while (seen.at(-1) !== SNAPSHOTS * 40 && performance.now() < deadline) {
      seen.push(Number(await eventsSeen(loader)));
      await sleep(5);
    }
    await writing;
    const health = await fetch(`${telemetry}/health`);
    expect([health.status, healthSchema.parse(await health.json())]).toMatchObject([200, { problem: null }]);
    expect(await (await fetch(`${telemetry}/metrics`)).text()).toContain(
      `loader_rows_changed_total{table="events",change="inserted",pipeline="clickstream"} ${(SNAPSHOTS - 1) * 40}`,
    );
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(130);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(seen.length).toBeGreaterThan(SNAPSHOTS);
    await expectEqual(loader, SNAPSHOTS * 40);
  });
  it('verify finds every copy equal to the snapshot that it holds, while a loader follows the lake', async () => {
    const lake = await world().lake('verified');
    const loader = world().loader('verified');
    await lake.append('events', 0, 40);
    await loader.load();
    const { child, outcome } = await loader.follow();
    const seen: number[] = [];
    const deadline = performance.now() + WITHIN_MS;
    for (let one = 1; one < SNAPSHOTS; one += 1) {
      await lake.append('events', one * 40, 40);
      do {
        const { equal, tables } = await loader.verify();
        expect({ equal, tables }).toEqual({ equal: true, tables });
        seen.push(tables.find(({ table }) => table === 'events')?.warehouseRows ?? 0);
      } while (seen.at(-1) !== (one + 1) * 40 && performance.now() < deadline);
    }
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(130);
    expect(seen.at(-1)).toBe(SNAPSHOTS * 40);
  });
}
