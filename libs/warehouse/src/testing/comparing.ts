import type { Comparison, StagedFile } from '../port';
import type { Bench } from './bench';
import { EVENTS, SCHEMA, batches, unit } from './fixtures';

export function comparingBehaviours(bench: Bench): void {
  const compare = async (...files: StagedFile[]): Promise<Comparison> => {
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const comparison = await bench.open().read((session) =>
      session.compare({
        schema: SCHEMA,
        table: EVENTS,
        rows,
        batches: batches(...files.map((one) => [one])),
      }),
    );
    if (!comparison) throw new Error('nothing was loaded');
    return comparison;
  };
  const found = ({ missing, extra, changed, examples }: Comparison) => [
    missing,
    extra,
    changed,
    examples.length,
  ];

  describe('compares its rows with the lake’s', () => {
    beforeEach(async () => void (await bench.apply(unit(1, [await bench.events(1, 3)]))));

    it('and finds them equal, in whatever files and order they lie', async () => {
      const comparison = await compare(await bench.events(2, 3), await bench.events(1, 1));
      expect(comparison).toMatchObject({ lakeRows: 3, copies: 0, warehouseRows: 3 });
      expect(found(comparison)).toEqual([0, 0, 0, 0]);
      expect(comparison.fingerprint.lake).toBe(comparison.fingerprint.warehouse);
    });

    it('and counts a second copy of a row in the lake as such', async () => {
      const comparison = await compare(await bench.events(1, 3), await bench.events(3, 3));
      expect([comparison.copies, ...found(comparison)]).toEqual([1, 0, 0, 0, 0]);
      expect(comparison.fingerprint.lake).toBe(comparison.fingerprint.warehouse);
    });

    it('and finds a row that is missing and one that is too many', async () => {
      const comparison = await compare(await bench.events(2, 4));
      expect(comparison).toMatchObject({
        missing: 1,
        extra: 1,
        changed: 0,
        examples: ['extra 0 1', 'missing 0 4'],
      });
      expect(comparison.fingerprint.lake).not.toBe(comparison.fingerprint.warehouse);
    });

    it('and finds a value that differs', async () => {
      const other = await bench.parquet(
        'other.parquet',
        `SELECT 'e001' AS event_id, 'someone' AS anonymous_id, 0 AS "partition", 1 AS "offset"`,
      );
      const comparison = await compare(other, await bench.events(2, 3));
      expect(comparison).toMatchObject({ missing: 0, extra: 0, changed: 1, examples: ['changed 0 1'] });
      expect(comparison.fingerprint.lake).not.toBe(comparison.fingerprint.warehouse);
    });

    it('and finds all of them too many when the lake is empty', async () => {
      expect(found(await compare())).toEqual([0, 3, 0, 3]);
    });
  });

  it('finds an empty table equal to an empty one of the lake', async () => {
    await bench.write((session) => session.prepare(SCHEMA));
    const comparison = await compare();
    expect(comparison).toMatchObject({ lakeRows: 0, copies: 0, warehouseRows: 0 });
    expect(found(comparison)).toEqual([0, 0, 0, 0]);
    expect(comparison.fingerprint.lake).toBe(comparison.fingerprint.warehouse);
  });

  it('knows how many rows the ledger accounts for, and how many there are', async () => {
    await bench.apply(unit(1, [await bench.events(1, 3)]));
    await bench.apply(unit(2, [await bench.events(3, 4)]));
    expect(await bench.open().read((session) => session.tally(SCHEMA, EVENTS))).toEqual({
      recorded: 4,
      found: 4,
    });
  });
}
