import type { Bench } from './bench';
import { SCHEMA, snapshot, unit } from './fixtures';

export function accountingBehaviours(bench: Bench): void {
  it('says in the ledger what a transaction did once, and when', async () => {
    const files = [await bench.events(1, 2), await bench.events(2, 3)];
    await bench.apply({ ...unit(2, files), after: undefined, snapshots: [snapshot(1), snapshot(2, files)] });
    const numbers = ['snapshot_id - 8000000000000000000', 'parent_id - 8000000000000000000', 'files'];
    const columns = [...numbers, 'inserted', 'updated', 'deleted', 'loader_version'];
    const texts = columns.map((column) => `coalesce((${column})::VARCHAR, '-')`);
    const inTime = "CASE WHEN finished_at >= started_at THEN 'in time' END";
    expect(
      await bench.seen(
        `SELECT ${[...texts, inTime].join(" || ' ' || ")} AS line FROM loader.load_ledger ORDER BY sequence`,
      ),
    ).toEqual(['1 - 0 - - - 0.1.0 in time', '2 1 2 3 0 0 0.1.0 in time']);
  });

  it('says what it would run, and runs none of it', async () => {
    const next = unit(1, [await bench.events(1, 2)]);
    const before = await bench.open().explain(SCHEMA, [next]);
    const steps = ['prepare', 'begun', 'staged', 'merged', 'recorded', 'committed'];
    expect([...new Set(before.map((one) => one.step))]).toEqual(steps);
    expect(before.find((one) => one.step === 'merged')?.sql).toMatch(/^MERGE INTO "click_stream"\."events"/i);
    expect(await bench.open().read((session) => session.progress('click-stream'))).toBeUndefined();
    await bench.apply(next);
    expect((await bench.open().explain(SCHEMA, [])).map((one) => one.sql)).toEqual([]);
  });
}
