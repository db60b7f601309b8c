import type { Bench } from './bench';
import { IDS, snapshot, unit } from './fixtures';

export function repeatingBehaviours(bench: Bench): void {
  it('applies a unit once, however often it comes', async () => {
    const first = unit(1, [await bench.events(1, 2)]);
    await bench.apply(first);
    expect(await bench.apply(first)).toEqual({ kind: 'alreadyLoaded', position: snapshot(1).id });
    expect(await bench.seen(IDS)).toEqual(['e001', 'e002']);
  });

  it('does not apply a unit before the one that it follows', async () => {
    expect(await bench.apply(unit(2, [await bench.events(1, 2)]))).toEqual({
      kind: 'alreadyLoaded',
      position: undefined,
    });
    expect(await bench.seen(IDS)).toEqual([]);
  });

  it('adds a row once, whether it comes twice in one unit or in two', async () => {
    await bench.apply(unit(1, [await bench.events(1, 3), await bench.events(3, 4)]));
    expect(await bench.apply(unit(2, [await bench.events(4, 5)]))).toEqual({
      kind: 'committed',
      rows: 2,
      inserted: 1,
      updated: 0,
      deleted: 0,
    });
    expect(await bench.seen(IDS)).toEqual(['e001', 'e002', 'e003', 'e004', 'e005']);
  });
}
