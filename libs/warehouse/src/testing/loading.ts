import type { Step } from '../port';
import type { Bench } from './bench';
import { IDS, LEDGER, snapshot, unit } from './fixtures';

export function loadingBehaviours(bench: Bench): void {
  it('shows nothing before the first load', async () => {
    expect(await bench.open().read((session) => session.position('click-stream', 'events'))).toBeUndefined();
  });

  it('shows readers the rows, the position and one ledger row per snapshot', async () => {
    const files = [await bench.events(1, 2), await bench.events(3, 3)];
    const run = { ...unit(1, files), snapshots: [snapshot(1, files), snapshot(2)] };
    expect(await bench.apply(run)).toEqual({
      ...{ kind: 'committed', rows: 3, inserted: 3 },
      ...{ updated: 0, deleted: 0 },
    });
    expect([await bench.seen(IDS), await bench.seen(LEDGER)]).toEqual([
      ['e001', 'e002', 'e003'],
      ['8000000000000000001', '8000000000000000002'],
    ]);
    const progress = await bench.open().read((session) => session.progress('click-stream'));
    expect(progress).toEqual([
      {
        pipeline: 'click-stream',
        table: 'events',
        position: '8000000000000000002',
        committedAtMs: Date.UTC(2015, 4, 17, 10, 2),
        loadedAtMs: expect.any(Number),
        snapshots: 2,
        rows: 3,
      },
    ]);
  });

  it('takes the steps in order', async () => {
    const steps: Step[] = [];
    await bench.apply(unit(1, [await bench.events(1, 2)]), (step) => void steps.push(step));
    expect(steps).toEqual(bench.steps);
  });

  it('skips what the lake’s statistics exclude, and finds a copy at either end of the range', async () => {
    const range = {
      column: 'occurred_at',
      from: '2015-05-17 10:01:00.000000+00',
      to: '2015-05-17 10:03:00.000000+00',
    };
    await bench.apply(unit(1, [await bench.events(1, 3)]));
    const again = { ...unit(2, [await bench.events(1, 3)]), range };
    expect(await bench.apply(again)).toMatchObject({ kind: 'committed', inserted: 0 });
  });

  it('records a compaction without touching rows', async () => {
    await bench.apply(unit(1, [await bench.events(1, 2)]));
    expect(await bench.apply(unit(2, []))).toEqual({
      ...{ kind: 'committed', rows: 0, inserted: 0 },
      ...{ updated: 0, deleted: 0 },
    });
    expect(await bench.seen(LEDGER)).toHaveLength(2);
  });
}
