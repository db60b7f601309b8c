import { existsSync } from 'node:fs';
import { FAULT_POINTS, type FaultPoint } from '../src/faults';
import { eventsSeen, expectEqual, fill, type Worldly } from './behaviours';

/** Readers are served as often as it is worth it; every other point is passed once per unit. */
function timesOf(point: FaultPoint): number[] {
  return point === 'copied' || point === 'published' ? [1] : [1, 3];
}

export function dyingBehaviours(world: Worldly): void {
  describe('a loader that dies', () => {
    beforeAll(async () => fill(await world().lake('dying'), 4));

    describe.each(FAULT_POINTS)('at "%s"', (point) => {
      it.each(timesOf(point))('the %d. time, leaves a warehouse that a rerun completes', async (time) => {
        const loader = world().loader('dying');
        const killed = await loader.run(['load', '--once', '--max-snapshots', '1'], {
          LOADER_FAULT: `${point}:${time}`,
        });
        expect(killed.signal).toBe('SIGKILL');
        if (existsSync(loader.readers)) await eventsSeen(loader);
        await loader.load('--max-snapshots', '1');
        await expectEqual(loader, 160);
      });
    });

    it('again and again, gets further every time', async () => {
      const loader = world().loader('dying');
      let runs = 0;
      for (let ended = false; !ended; runs += 1) {
        const args = ['load', '--once', '--max-snapshots', '1'];
        const { signal } = await loader.run(args, { LOADER_FAULT: 'committed:2' });
        ended = signal === null;
      }
      expect(runs).toBeGreaterThan(4);
      await expectEqual(loader, 160);
    });
  });

  describe('a rebuild that dies', () => {
    beforeAll(async () => fill(await world().lake('rebuilding'), 2));

    it.each(FAULT_POINTS)(
      'at "%s" leaves the old rows or the new ones, and a rerun the new ones',
      async (point) => {
        const loader = world().loader('rebuilding');
        await loader.load();
        const killed = await loader.run(['rebuild'], { LOADER_FAULT: point });
        expect(killed.signal).toBe('SIGKILL');
        expect(await eventsSeen(loader)).toBe(80);
        await loader.rebuild();
        await expectEqual(loader, 80);
      },
    );
  });

  describe('loaders that run at once', () => {
    it('share the work and add every row once', async () => {
      await fill(await world().lake('racing'), 4);
      const loader = world().loader('racing');
      const reports = await Promise.all([1, 2, 3].map(() => loader.load('--max-snapshots', '1')));
      const inserted = reports.flatMap((report) => report.tables.map((table) => table.inserted));
      expect(inserted.reduce((sum, rows) => sum + rows, 0)).toBe(180);
      await expectEqual(loader, 160);
    });
  });
}
