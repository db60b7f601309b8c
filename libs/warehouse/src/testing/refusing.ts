import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { LoadOutcome, StagedFile } from '../port';
import type { Bench } from './bench';
import { IDS, LEDGER, SCHEMA, snapshot, unit } from './fixtures';

export function refusingBehaviours(bench: Bench): void {
  describe('refuses, changing nothing,', () => {
    const refused = async (files: readonly StagedFile[], schema = SCHEMA): Promise<LoadOutcome> => {
      await bench.apply(unit(1, [await bench.events(1, 2)], schema));
      const outcome = await bench.apply(unit(2, files, schema));
      expect([await bench.seen(IDS), await bench.seen(LEDGER)]).toEqual([['e001', 'e002'], [snapshot(1).id]]);
      return outcome;
    };

    it('a file with fewer rows than the lake promises', async () => {
      const file = await bench.events(3, 5);
      expect(await refused([{ ...file, rows: 4 }])).toEqual({
        kind: 'rowsRefused',
        where: 's3://lake/3-5.parquet',
        reason: 'the file has 3 rows, the lake promises 4',
      });
    });

    it('a file that is cut', async () => {
      const file = await bench.events(3, 5);
      truncateSync(file.path, 200);
      expect(await refused([file])).toMatchObject({ kind: 'rowsRefused', where: file.location });
    });

    it('a file whose pages are garbled, among others that are not', async () => {
      const [file, intact] = [await bench.events(3, 5), await bench.events(6, 9)];
      writeFileSync(
        file.path,
        readFileSync(file.path).map((byte, at) => (at >= 8 && at < 100 ? byte ^ 0x5a : byte)),
      );
      expect(await refused([intact, file])).toMatchObject({ kind: 'rowsRefused', where: file.location });
    });

    it('a file that is no Parquet', async () => {
      const file = await bench.events(3, 5);
      writeFileSync(file.path, 'hello '.repeat(100));
      expect(await refused([file])).toMatchObject({ kind: 'rowsRefused', where: file.location });
    });

    it('a row without a value that the contract demands', async () => {
      const query = `SELECT NULL::VARCHAR AS event_id, 0 AS "partition", 3 AS "offset"`;
      expect(await refused([await bench.parquet('null.parquet', query)])).toMatchObject({
        kind: 'rowsRefused',
        where: 'click_stream.events',
        reason: expect.stringMatching(/event_id/i),
      });
    });

    it('a value that the type of its column cannot hold', async () => {
      const query = `SELECT 'e003' AS event_id, 'many' AS "partition", 3 AS "offset"`;
      expect(await refused([await bench.parquet('text.parquet', query)])).toMatchObject({
        kind: 'rowsRefused',
      });
    });

    it('a column that the contract does not know, for its values would be lost', async () => {
      const query = `SELECT 'e003' AS event_id, 0 AS "partition", 3 AS "offset", 1 AS surprise`;
      expect(await refused([await bench.parquet('more.parquet', query)])).toMatchObject({
        kind: 'rowsRefused',
        reason: 'the lake has a column surprise that the contract lacks',
      });
    });
  });
}
