import { expectEqual, eventsSeen, type Worldly } from './behaviours';
import { onFile } from './warehouse-file';

export function lineageBehaviours(world: Worldly): void {
  describe('a lake that is maintained meanwhile', () => {
    it('may compact what is loaded and what is not: no row comes twice', async () => {
      const lake = await world().lake('compacted');
      const loader = world().loader('compacted');
      await lake.append('events', 0, 40);
      await loader.load();
      await lake.append('events', 40, 40);
      await lake.compact('events');
      await lake.append('events', 80, 40);
      const { tables } = await loader.load();
      expect(tables[0]).toMatchObject({ snapshots: 3, rows: 80, inserted: 80 });
      await expectEqual(loader, 120);
      const operations = await onFile(
        loader.readers,
        "SELECT operation FROM loader.load_ledger WHERE table_name = 'events' ORDER BY sequence",
        true,
      );
      expect(operations).toEqual(['append', 'append', 'replace', 'append']);
    });

    it('may forget snapshots that are loaded', async () => {
      const lake = await world().lake('expired');
      const loader = world().loader('expired');
      await lake.append('events', 0, 40);
      await lake.append('events', 40, 40);
      await loader.load();
      await lake.expire('events');
      await lake.append('events', 80, 40);
      await loader.load();
      await expectEqual(loader, 120);
    });

    it('stops the loader when it forgot one that is not, and a rebuild heals that', async () => {
      const lake = await world().lake('gap');
      const loader = world().loader('gap');
      await lake.append('events', 0, 40);
      await loader.load();
      await lake.append('events', 40, 40);
      await lake.append('events', 80, 40);
      await lake.expire('events');
      const { code, stderr } = await loader.run(['load', '--once']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/LOAD_GAP .* rebuild --pipeline clickstream/),
      ]);
      expect(await eventsSeen(loader)).toBe(40);
      await loader.rebuild();
      await expectEqual(loader, 120);
      await lake.append('events', 120, 40);
      await loader.load();
      await expectEqual(loader, 160);
    });
  });
}
