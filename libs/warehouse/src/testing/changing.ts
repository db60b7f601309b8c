import type {
  Changes,
  Comparison,
  LedgerSnapshot,
  LoadOutcome,
  PipelineSchema,
  StagedFile,
  TargetTable,
} from '../port';
import type { Bench } from './bench';
import { batches, column, snapshot, unit } from './fixtures';

export const SESSIONS: TargetTable = {
  name: 'sessions',
  columns: [
    column('session_id', 'string', true),
    column('revision', 'int', true),
    column('op', 'string', true),
    column('events', 'long'),
  ],
  key: ['session_id'],
  kind: 'changelog',
};
export const VISITS: PipelineSchema = {
  pipeline: 'visits',
  schema: 'visits',
  tables: [SESSIONS],
  sessionGapMs: 1_800_000,
};
const NOW = `SELECT session_id || ' ' || revision || ' ' || events AS line FROM visits.sessions ORDER BY session_id`;

/** session, revision, op, events */
type Revision = readonly [id: string, revision: number, op: 'upsert' | 'retract', events: number];

export function changingBehaviours(bench: Bench): void {
  const file = (name: string, ...revisions: Revision[]): Promise<StagedFile> => {
    const rows = revisions.map(([id, revision, op, events]) => `('${id}', ${revision}, '${op}', ${events})`);
    return bench.parquet(
      `${name}.parquet`,
      `SELECT session_id, revision::INTEGER AS revision, op, events::BIGINT AS events
       FROM (VALUES ${rows.join(', ')}) v(session_id, revision, op, events)`,
    );
  };
  const load = async (sequence: number, ...revisions: Revision[]): Promise<Changes> => {
    const outcome = await bench.apply(unit(sequence, [await file(String(sequence), ...revisions)], VISITS));
    if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome));
    const { inserted, updated, deleted } = outcome;
    return { inserted, updated, deleted };
  };
  const rebuild = (snapshots: LedgerSnapshot[], ...files: StagedFile[]): Promise<LoadOutcome> =>
    bench.write(async (session) => {
      await session.prepare(VISITS);
      const all = batches(...files.map((one) => [one]));
      return session.rebuild({ schema: VISITS, table: SESSIONS, snapshots, batches: all });
    });

  describe('of a changelog', () => {
    it('keeps the highest revision of each key, and none that is retracted', async () => {
      expect(await load(1, ['a', 0, 'upsert', 3], ['b', 0, 'upsert', 5])).toEqual({
        ...{ inserted: 2, updated: 0, deleted: 0 },
      });
      expect(await load(2, ['a', 1, 'upsert', 4], ['b', 1, 'retract', 0], ['c', 1, 'upsert', 9])).toEqual({
        ...{ inserted: 1, updated: 1, deleted: 1 },
      });
      expect(await bench.seen(NOW)).toEqual(['a 1 4', 'c 1 9']);
    });

    it('takes the highest of several revisions in one unit', async () => {
      await load(
        1,
        ['a', 0, 'upsert', 3],
        ['a', 2, 'upsert', 7],
        ['a', 1, 'upsert', 5],
        ['b', 0, 'upsert', 1],
        ['b', 1, 'retract', 0],
      );
      expect(await bench.seen(NOW)).toEqual(['a 2 7']);
    });

    it('ignores a revision that is not higher, however late it comes', async () => {
      await load(1, ['a', 2, 'upsert', 7], ['b', 2, 'retract', 0]);
      expect(await load(2, ['a', 2, 'upsert', 8], ['a', 1, 'retract', 0], ['b', 1, 'upsert', 5])).toEqual({
        ...{ inserted: 0, updated: 0, deleted: 0 },
      });
      expect(await bench.seen(NOW)).toEqual(['a 2 7']);
    });

    it('lets a retracted key come back with a higher revision', async () => {
      await load(1, ['a', 0, 'upsert', 3]);
      await load(2, ['a', 1, 'retract', 0]);
      expect(await load(3, ['a', 2, 'upsert', 4])).toEqual({ inserted: 1, updated: 0, deleted: 0 });
      expect(await bench.seen(NOW)).toEqual(['a 2 4']);
    });

    it('ends the same in whatever order the revisions come', async () => {
      const revisions: Revision[] = [
        ['a', 0, 'upsert', 1],
        ['a', 1, 'retract', 0],
        ['a', 2, 'upsert', 2],
        ['b', 0, 'upsert', 3],
        ['b', 3, 'retract', 0],
      ];
      const orders = [revisions, [...revisions].reverse(), [...revisions.slice(2), ...revisions.slice(0, 2)]];
      for (const [index, order] of orders.entries()) {
        const files = await Promise.all(order.map((one, at) => file(`${index}-${at}`, one)));
        await rebuild([snapshot(1, files)], ...files);
        expect(await bench.seen(NOW)).toEqual(['a 2 2']);
      }
    });

    it('is compared by what holds now', async () => {
      const all: Revision[] = [
        ['a', 0, 'upsert', 3],
        ['a', 1, 'upsert', 4],
        ['b', 0, 'upsert', 5],
        ['b', 1, 'retract', 0],
      ];
      await load(1, ...all);
      const compare = async (...files: StagedFile[]): Promise<Comparison | undefined> =>
        bench.open().read((session) =>
          session.compare({
            ...{ schema: VISITS, table: SESSIONS, rows: files.reduce((sum, one) => sum + one.rows, 0) },
            batches: batches(...files.map((one) => [one])),
          }),
        );
      const same = await compare(await file('x', ...all.slice(0, 2)), await file('y', ...all.slice(2)));
      expect(same).toMatchObject({
        lakeRows: 4,
        copies: 3,
        warehouseRows: 1,
        missing: 0,
        extra: 0,
        changed: 0,
      });
      expect(same?.fingerprint.lake).toBe(same?.fingerprint.warehouse);
      const other = await compare(
        await file('z', ['a', 2, 'retract', 0], ['b', 2, 'upsert', 1], ['c', 0, 'upsert', 1]),
      );
      expect(other).toMatchObject({ missing: 2, extra: 1, changed: 0 });
      expect(other?.examples).toEqual(['extra a', 'missing b', 'missing c']);
    });
  });
}
