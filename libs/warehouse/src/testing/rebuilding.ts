import type { LedgerSnapshot, LoadOutcome, OnStep, StagedFile } from '../port';
import type { Bench } from './bench';
import { EVENTS, IDS, LEDGER, SCHEMA, batches, snapshot, unit } from './fixtures';

export function rebuildingBehaviours(bench: Bench): void {
  describe('is rebuilt from all files of the lake, whatever it held,', () => {
    const rebuild = (snapshots: readonly LedgerSnapshot[], ...files: StagedFile[]): Promise<LoadOutcome> => {
      const all = batches(...files.map((one) => [one]));
      return bench.write((session) =>
        session.rebuild({ schema: SCHEMA, table: EVENTS, snapshots, batches: all }),
      );
    };
    const seen = async (): Promise<unknown> => [await bench.seen(IDS), await bench.seen(LEDGER)];

    beforeEach(async () => void (await bench.apply(unit(1, [await bench.events(1, 3)]))));

    it('with one row a key, a batch at a time', async () => {
      const files = [await bench.events(2, 4), await bench.events(4, 5)];
      const done = { kind: 'committed', rows: 5, inserted: 4, updated: 0, deleted: 0 };
      expect(await rebuild([snapshot(7, files)], ...files)).toEqual(done);
      expect(await rebuild([snapshot(7, files)], ...files)).toEqual(done);
      expect(await seen()).toEqual([['e002', 'e003', 'e004', 'e005'], [snapshot(7).id]]);
    });

    it('and is empty when the lake is', async () => {
      await rebuild([]);
      expect(await seen()).toEqual([[], []]);
    });

    it('and keeps what it held when a file is refused after others were taken', async () => {
      const files = [await bench.events(4, 5), { ...(await bench.events(6, 7)), rows: 9 }];
      expect(await rebuild([snapshot(7, files)], ...files)).toMatchObject({ kind: 'rowsRefused' });
      expect(await seen()).toEqual([['e001', 'e002', 'e003'], [snapshot(1).id]]);
    });

    it('and goes on loading after it', async () => {
      const files = [await bench.events(1, 4)];
      await rebuild([snapshot(7, files)], ...files);
      expect(await bench.apply(unit(8, [await bench.events(4, 5)]))).toMatchObject({ inserted: 1 });
      expect(await bench.seen(IDS)).toHaveLength(5);
    });

    it.each(bench.steps)('also when it died at "%s" before', async (deadly) => {
      const files = [await bench.events(2, 5)];
      const unit = { schema: SCHEMA, table: EVENTS, snapshots: [snapshot(7, files)] };
      const run = (onStep?: OnStep): Promise<LoadOutcome> =>
        bench.write((session) => session.rebuild({ ...unit, batches: batches(files) }), onStep);
      const dying = run((step) => {
        if (step === deadly) throw new Error('killed');
      });
      await expect(dying).rejects.toThrow('killed');
      await run();
      expect(await seen()).toEqual([['e002', 'e003', 'e004', 'e005'], [snapshot(7).id]]);
    });
  });
}
