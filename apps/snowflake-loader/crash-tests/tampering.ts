import { rmSync } from 'node:fs';
import { expectEqual, fill, type Worldly } from './behaviours';
import type { LoaderCommand } from './loader';
import { onFile } from './warehouse-file';

export function tamperingBehaviours(world: Worldly): void {
  describe('a warehouse that somebody changed', () => {
    beforeAll(async () => fill(await world().lake('changed'), 4));
    const loaded = async (): Promise<LoaderCommand> => {
      const loader = world().loader('changed');
      await loader.load();
      return loader;
    };

    it('is filled again when it is wiped', async () => {
      const loader = await loaded();
      rmSync(loader.warehouse);
      await loader.load();
      await expectEqual(loader, 160);
    });

    it('keeps one of each row when its ledger is behind its rows', async () => {
      const loader = await loaded();
      await onFile(
        loader.warehouse,
        "DELETE FROM loader.load_ledger WHERE sequence > 2 AND table_name = 'events'",
      );
      const { tables } = await loader.load();
      expect(tables[0]).toMatchObject({ table: 'events', snapshots: 2, rows: 80, inserted: 0 });
      await expectEqual(loader, 160);
    });

    it.each([
      [
        'lost rows',
        'DELETE FROM clickstream.events WHERE "offset" < 7',
        { missing: 7, extra: 0, changed: 0 },
      ],
      [
        'has rows of its own',
        `INSERT INTO clickstream.events BY NAME SELECT * REPLACE ('mine' AS event_id) FROM clickstream.events LIMIT 1`,
        { missing: 0, extra: 1, changed: 0 },
      ],
      [
        'has another value',
        `UPDATE clickstream.events SET page_path = '/mine' WHERE "offset" = 7`,
        { missing: 0, extra: 0, changed: 1 },
      ],
    ])('is found out when it %s, and healed by a rebuild', async (_what, damage, findings) => {
      const loader = await loaded();
      await onFile(loader.warehouse, damage);
      await loader.load();
      const { equal, tables } = await loader.verify();
      expect([equal, tables[0]]).toMatchObject([false, findings]);
      await loader.rebuild();
      await expectEqual(loader, 160);
    });
  });
}
