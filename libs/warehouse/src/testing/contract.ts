import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  STEPS,
  type Column,
  type LedgerSnapshot,
  type LoadOutcome,
  type LoadUnit,
  type OnStep,
  type PipelineSchema,
  type StagedFile,
  type Step,
  type Warehouse,
} from '../port';
import { writeParquet } from './parquet';

/** How the suite gets at an adapter; every test has a place of its own. */
export interface Harness {
  /** A warehouse kept in `folder`; opening it twice gives two handles on the same one. */
  open(folder: string, onStep?: OnStep): Warehouse;
  /** First column of each row of a query on what readers see. */
  values(warehouse: Warehouse, sql: string): Promise<unknown[]>;
}

const column = (name: string, type: string, required = false): Column => ({
  name,
  type,
  required,
  doc: `the ${name}`,
});

/** A table whose names need quoting. */
const EVENTS = {
  name: 'events',
  columns: [
    column('event_id', 'string', true),
    column('anonymous_id', 'string'),
    column('occurred_at', 'timestamptz'),
    column('page_path', 'string'),
    column('amount', 'decimal(12, 2)'),
    column('headers', 'list<struct<key: string, value: binary>>'),
    column('partition', 'int'),
    column('offset', 'long'),
  ],
  key: ['partition', 'offset'],
};
const SCHEMA: PipelineSchema = {
  pipeline: 'click-stream',
  schema: 'click-stream',
  tables: [EVENTS],
  sessionGapMs: 1_800_000,
};
const IDS = 'SELECT event_id FROM "click-stream".events ORDER BY event_id';
const LEDGER = 'SELECT snapshot_id::VARCHAR FROM loader.load_ledger ORDER BY sequence';

function snapshot(sequence: number, files: readonly StagedFile[] = []): LedgerSnapshot {
  return {
    id: String(8_000_000_000_000_000_000n + BigInt(sequence)),
    parentId: sequence > 1 ? String(8_000_000_000_000_000_000n + BigInt(sequence - 1)) : undefined,
    sequence,
    operation: files.length > 0 ? 'append' : 'replace',
    committedAtMs: Date.UTC(2015, 4, 17, 10, sequence),
    files: files.length,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
  };
}

function unit(sequence: number, files: readonly StagedFile[], schema: PipelineSchema = SCHEMA): LoadUnit {
  const [table] = schema.tables;
  if (!table) throw new Error('the schema has no table');
  const one = snapshot(sequence, files);
  return { schema, table, after: one.parentId, snapshots: [one], files };
}

/** What every warehouse must do, whichever engine it is. */
export function warehouseContract(name: string, harness: Harness): void {
  describe(`a ${name} warehouse`, () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'warehouse-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Events `from` to `to`, inclusive, one a minute, offsets alike. */
    const events = (from: number, to: number, file = `${from}-${to}.parquet`): Promise<StagedFile> =>
      writeParquet(
        folder,
        file,
        `SELECT format('e{:03d}', i) AS event_id, 'v' AS anonymous_id, '/p' || i AS page_path,
           TIMESTAMPTZ '2015-05-17 10:00:00+00' + to_minutes(i) AS occurred_at, 0 AS "partition", i AS "offset"
         FROM range(${from}, ${to} + 1) numbers(i)`,
      );

    const apply = (one: LoadUnit, onStep?: OnStep): Promise<LoadOutcome> =>
      harness.open(folder, onStep).write(async (session) => {
        await session.prepare(one.schema);
        return session.load(one);
      });
    const seen = (sql: string): Promise<unknown[]> => harness.values(harness.open(folder), sql);

    it('shows nothing before the first load', async () => {
      expect(
        await harness.open(folder).read((session) => session.position('click-stream', 'events')),
      ).toBeUndefined();
    });

    it('shows readers the rows, the position and one ledger row per snapshot', async () => {
      const files = [await events(1, 2), await events(3, 3)];
      const run = { ...unit(1, files), snapshots: [snapshot(1, files), snapshot(2)] };
      expect(await apply(run)).toEqual({ kind: 'committed', rows: 3, inserted: 3 });
      expect([await seen(IDS), await seen(LEDGER)]).toEqual([
        ['e001', 'e002', 'e003'],
        ['8000000000000000001', '8000000000000000002'],
      ]);
      const progress = await harness.open(folder).read((session) => session.progress('click-stream'));
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
      await apply(unit(1, [await events(1, 2)]), (step) => void steps.push(step));
      expect(steps).toEqual(STEPS);
    });

    it('applies a unit once, however often it comes', async () => {
      const first = unit(1, [await events(1, 2)]);
      await apply(first);
      expect(await apply(first)).toEqual({ kind: 'alreadyLoaded', position: snapshot(1).id });
      expect(await seen(IDS)).toEqual(['e001', 'e002']);
    });

    it('does not apply a unit before the one that it follows', async () => {
      expect(await apply(unit(2, [await events(1, 2)]))).toEqual({
        kind: 'alreadyLoaded',
        position: undefined,
      });
      expect(await seen(IDS)).toEqual([]);
    });

    it('adds a row once, whether it comes twice in one unit or in two', async () => {
      await apply(unit(1, [await events(1, 3), await events(3, 4)]));
      expect(await apply(unit(2, [await events(4, 5)]))).toEqual({ kind: 'committed', rows: 2, inserted: 1 });
      expect(await seen(IDS)).toEqual(['e001', 'e002', 'e003', 'e004', 'e005']);
    });

    it('records a compaction without touching rows', async () => {
      await apply(unit(1, [await events(1, 2)]));
      expect(await apply(unit(2, []))).toEqual({ kind: 'committed', rows: 0, inserted: 0 });
      expect(await seen(LEDGER)).toHaveLength(2);
    });

    describe.each(STEPS)('that dies at "%s"', (deadly) => {
      it('holds the same rows after a rerun', async () => {
        await apply(unit(1, [await events(1, 2)]));
        const second = unit(2, [await events(3, 4)]);
        const dying = apply(second, (step) => {
          if (step === deadly) throw new Error('killed');
        });
        await expect(dying).rejects.toThrow('killed');

        const isDurable = STEPS.indexOf(deadly) >= STEPS.indexOf('committed');
        expect((await apply(second)).kind).toBe(isDurable ? 'alreadyLoaded' : 'committed');
        expect([await seen(IDS), await seen(LEDGER)]).toEqual([
          ['e001', 'e002', 'e003', 'e004'],
          [snapshot(1).id, snapshot(2).id],
        ]);
      });
    });

    describe('refuses, changing nothing,', () => {
      const refused = async (files: readonly StagedFile[], schema = SCHEMA): Promise<LoadOutcome> => {
        await apply(unit(1, [await events(1, 2)], schema));
        const outcome = await apply(unit(2, files, schema));
        expect([await seen(IDS), await seen(LEDGER)]).toEqual([['e001', 'e002'], [snapshot(1).id]]);
        return outcome;
      };

      it('a file with fewer rows than the lake promises', async () => {
        const file = await events(3, 5);
        expect(await refused([{ ...file, rows: 4 }])).toEqual({
          kind: 'rowsRefused',
          where: 's3://lake/3-5.parquet',
          reason: 'the file has 3 rows, the lake promises 4',
        });
      });

      it('a file that is cut', async () => {
        const file = await events(3, 5);
        truncateSync(file.path, 200);
        expect(await refused([file])).toMatchObject({ kind: 'rowsRefused', where: file.location });
      });

      it('a file that is no Parquet', async () => {
        const file = await events(3, 5);
        writeFileSync(file.path, 'hello '.repeat(100));
        expect(await refused([file])).toMatchObject({ kind: 'rowsRefused', where: file.location });
      });

      it('a row without a value that the contract demands', async () => {
        const query = `SELECT NULL::VARCHAR AS event_id, 0 AS "partition", 3 AS "offset"`;
        expect(await refused([await writeParquet(folder, 'null.parquet', query)])).toMatchObject({
          kind: 'rowsRefused',
          where: 'click-stream.events',
          reason: expect.stringContaining('event_id'),
        });
      });

      it('a value that the type of its column cannot hold', async () => {
        const query = `SELECT 'e003' AS event_id, 'many' AS "partition", 3 AS "offset"`;
        expect(await refused([await writeParquet(folder, 'text.parquet', query)])).toMatchObject({
          kind: 'rowsRefused',
        });
      });

      it('a column that the contract does not know, for its values would be lost', async () => {
        const query = `SELECT 'e003' AS event_id, 0 AS "partition", 3 AS "offset", 1 AS surprise`;
        expect(await refused([await writeParquet(folder, 'more.parquet', query)])).toMatchObject({
          kind: 'rowsRefused',
          reason: 'the lake has a column surprise that the contract lacks',
        });
      });
    });

    describe('evolves with the contract', () => {
      const evolved: PipelineSchema = {
        ...SCHEMA,
        tables: [
          {
            ...EVENTS,
            columns: [
              ...EVENTS.columns.map((one) => (one.name === 'partition' ? { ...one, type: 'long' } : one)),
              column('page_title', 'string', true),
            ],
          },
        ],
      };

      it('without losing a row, and remembers how', async () => {
        await apply(unit(1, [await events(1, 2)]));
        const changes = await harness.open(folder).write((session) => session.prepare(evolved));
        expect(changes.map((change) => change.kind)).toEqual(['widenType', 'addColumn']);
        const titled = await writeParquet(
          folder,
          'titled.parquet',
          `SELECT 'e003' AS event_id, 0::BIGINT AS "partition", 3 AS "offset", 'Home' AS page_title`,
        );
        await apply(unit(2, [titled, await events(4, 4)], evolved));
        expect(await seen('SELECT page_title FROM "click-stream".events ORDER BY event_id')).toEqual([
          null,
          null,
          'Home',
          null,
        ]);
        expect(
          await seen(
            `SELECT change || ' ' || detail FROM loader.schema_history WHERE change <> 'defineView' ORDER BY rowid`,
          ),
        ).toEqual([
          'createTable event_id string, anonymous_id string, occurred_at timestamptz, page_path string, ' +
            'amount decimal(12, 2), headers list<struct<key: string, value: binary>>, partition int, offset long',
          'widenType partition int -> long',
          'addColumn page_title string',
        ]);
      });

      it('but never loses a column', async () => {
        await harness.open(folder).write((session) => session.prepare(evolved));
        const back = harness.open(folder).write((session) => session.prepare(SCHEMA));
        await expect(back).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' });
        expect(await seen('SELECT page_title FROM "click-stream".events')).toEqual([]);
      });
    });

    it('tells analysts what a column means', async () => {
      await apply(unit(1, [await events(1, 2)]));
      expect(
        await seen(
          `SELECT comment FROM duckdb_columns() WHERE column_name = 'page_path' AND table_name = 'events'`,
        ),
      ).toEqual(['the page_path']);
    });

    it('cuts provisional sessions at a longer pause than the gap and at UTC midnight', async () => {
      const visits = [
        ['a', '10:00:00', '/in'],
        ['a', '10:30:00', '/mid'], // exactly the gap: the same session
        ['a', '10:40:00', '/out'],
        ['a', '11:10:00.001', '/again'],
        ['b', '23:50:00', '/late'],
        ['b', '24:05:00', '/next-day'],
      ];
      const rows = visits.map(
        ([visitor, time, page], index) =>
          `('e${index}', '${visitor}', TIMESTAMPTZ '2015-05-17 00:00:00+00' + INTERVAL '${time}', '${page}', 0, ${index})`,
      );
      const file = await writeParquet(
        folder,
        'visits.parquet',
        `SELECT * FROM (VALUES ${rows.join(', ')}) v(event_id, anonymous_id, occurred_at, page_path, "partition", "offset")`,
      );
      await apply(unit(1, [file]));
      expect(
        await seen(
          `SELECT concat_ws(' ', anonymous_id, events, entry_page, exit_page,
             epoch_ms(ended_at) - epoch_ms(started_at))
           FROM "click-stream".sessions_provisional ORDER BY anonymous_id, started_at`,
        ),
      ).toEqual([
        'a 3 /in /out 2400000',
        'a 1 /again /again 0',
        'b 1 /late /late 0',
        'b 1 /next-day /next-day 0',
      ]);
    });
  });
}
