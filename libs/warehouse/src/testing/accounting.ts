import type { Bench } from './bench';
import { SCHEMA, snapshot, unit } from './fixtures';

export function accountingBehaviours(bench: Bench): void {
  it('says in the ledger what a transaction did once, and when', async () => {
    const files = [await bench.events(1, 2), await bench.events(2, 3)];
    await bench.apply({ ...unit(2, files), after: undefined, snapshots: [snapshot(1), snapshot(2, files)] });
    const columns = `snapshot_id - 8000000000000000000, parent_id - 8000000000000000000, files, rows, inserted, updated,
      deleted, finished_at >= started_at, loader_version`;
    expect(
      await bench.seen(`SELECT concat_ws(' ', ${columns}) FROM loader.load_ledger ORDER BY sequence`),
    ).toEqual(['1 0 0 true 0.1.0', '2 1 2 4 3 0 0 true 0.1.0']);
  });

  it('says what it would run, and runs none of it', async () => {
    const next = unit(1, [await bench.events(1, 2)]);
    const before = await bench.open().explain(SCHEMA, [next]);
    const steps = ['prepare', 'begun', 'staged', 'merged', 'recorded', 'committed'];
    expect([...new Set(before.map((one) => one.step))]).toEqual(steps);
    expect(before.find((one) => one.step === 'merged')?.sql).toMatch(/^MERGE INTO "click-stream"\."events"/);
    expect(await bench.open().read((session) => session.progress('click-stream'))).toBeUndefined();
    await bench.apply(next);
    expect((await bench.open().explain(SCHEMA, [])).map((one) => one.sql)).toEqual([]);
  });
}
