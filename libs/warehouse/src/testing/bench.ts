import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  STEPS,
  type LoadOutcome,
  type LoadUnit,
  type OnStep,
  type StagedFile,
  type Step,
  type Warehouse,
  type WriteSession,
} from '../port';
import { writeParquet } from './parquet';

/** How the suite gets at an adapter. */
export interface Harness {
  /** A warehouse kept in `folder`; opening it twice gives two handles on the same one. */
  open(folder: string, onStep?: OnStep): Warehouse;
}

/** What a behaviour works with; every test has a warehouse of its own. */
export interface Bench {
  /** The steps that this kind of warehouse takes. */
  readonly steps: readonly Step[];
  open(onStep?: OnStep): Warehouse;
  /** Runs work in a session and publishes what it did. */
  write<T>(work: (session: WriteSession) => Promise<T>, onStep?: OnStep): Promise<T>;
  /** Prepares the schema of a unit and loads it. */
  apply(unit: LoadUnit, onStep?: OnStep): Promise<LoadOutcome>;
  /** First column of each row of a query on what readers see. */
  seen(sql: string): Promise<unknown[]>;
  /** A file with events `from` to `to`, inclusive, one a minute, offsets alike. */
  events(from: number, to: number): Promise<StagedFile>;
  /** A file with the rows of a query. */
  parquet(name: string, query: string): Promise<StagedFile>;
}

/** Registers set-up and clean-up of the surrounding suite. */
export function benchOf(harness: Harness): Bench {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'warehouse-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const parquet: Bench['parquet'] = (name, query) => writeParquet(folder, name, query);
  const bench: Bench = {
    steps: stepsOf(harness.open('.')),
    parquet,
    open: (onStep) => harness.open(folder, onStep),
    apply: (unit, onStep) =>
      bench.write(async (session) => {
        await session.prepare(unit.schema);
        return session.load(unit);
      }, onStep),
    async write(work, onStep) {
      const warehouse = harness.open(folder, onStep);
      const result = await warehouse.write(work);
      await warehouse.publish();
      return result;
    },
    seen: async (sql) => (await harness.open(folder).ask(sql)).map((row) => Object.values(row)[0]),
    events: (from, to) =>
      parquet(
        `${from}-${to}.parquet`,
        `SELECT format('e{:03d}', i) AS event_id, 'v' AS anonymous_id, '/p' || i AS page_path,
           TIMESTAMPTZ '2015-05-17 10:00:00+00' + to_minutes(i) AS occurred_at, 0 AS "partition", i AS "offset"
         FROM range(${from}, ${to} + 1) numbers(i)`,
      ),
  };
  return bench;
}

/** Where readers see each commit there is no copy to make. */
function stepsOf({ capabilities }: Warehouse): readonly Step[] {
  return capabilities.readers === 'copy' ? STEPS : STEPS.slice(0, STEPS.indexOf('copied'));
}
