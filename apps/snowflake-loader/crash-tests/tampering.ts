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
      ['all rows of a table', 'DELETE FROM clickstream.set_aside'],
      ['some rows', 'DELETE FROM clickstream.events WHERE "offset" < 7'],
      ['a table', 'DROP TABLE clickstream.events'],
    ])('is found out at the next load when it lost %s, and healed by a rebuild', async (_what, damage) => {
      const loader = await loaded();
      await onFile(loader.warehouse, damage);
      const { code, stderr } = await loader.run(['load', '--once']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/WAREHOUSE_OUT_OF_STEP .* rebuild --pipeline clickstream/),
      ]);
      await loader.rebuild();
      await expectEqual(loader, 160);
    });

    it('is found out when its ledger knows a snapshot whose rows it lacks', async () => {
      const loader = await loaded();
      await onFile(
        loader.warehouse,
        `INSERT INTO loader.load_ledger SELECT * REPLACE (1 AS snapshot_id, snapshot_id AS parent_id,
           sequence + 1 AS sequence) FROM loader.load_ledger
         WHERE table_name = 'events' ORDER BY sequence DESC LIMIT 1`,
      );
      const { stderr } = await loader.run(['load', '--once']);
      expect(stderr).toContain('WAREHOUSE_OUT_OF_STEP');
      await loader.rebuild();
      await expectEqual(loader, 160);
    });

    it.each([
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
