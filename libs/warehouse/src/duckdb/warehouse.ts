import { existsSync } from 'node:fs';
import { asTexts } from '../answer';
import type { OnStep, ReadSession, Warehouse, WriteSession } from '../port';
import { compareTable } from './compare';
import { withDatabase, type Database } from './database';
import { hasLedger, positionOf, progressOf, tallyOf } from './ledger';
import { loadUnit, unitStatements, type Context } from './load';
import { isPublished, publish, readCopyOf } from './read-copy';
import { rebuildTable } from './rebuild';
import { prepareSchema, prepareStatements } from './schema';

export interface DuckdbOptions {
  /** The database file; made by the first write. Readers open the copy beside it. */
  readonly path: string;
  /** How long to wait for another loader, milliseconds. */
  readonly patienceMs?: number;
  readonly onStep?: OnStep;
  /** Clock of the ledger, epoch milliseconds. */
  readonly now?: () => number;
}

/** Longer than any unit of work should take. */
const PATIENCE_MS = 60_000;

/**
 * The warehouse as a DuckDB file in this process. One process at a time can hold such a file, and nobody can even read
 * it meanwhile; so it is held per unit of work, and readers get a copy that is replaced in one step.
 */
export function createDuckdbWarehouse({
  path,
  patienceMs = PATIENCE_MS,
  onStep = () => undefined,
  now = Date.now,
}: DuckdbOptions): Warehouse {
  const readers = readCopyOf(path);
  const read: Warehouse['read'] = async (work) => {
    if (!existsSync(readers)) return undefined;
    return withDatabase({ path: readers, readOnly: true, patienceMs }, (database) =>
      work(readSession(database)),
    );
  };
  return {
    kind: 'duckdb',
    capabilities: { readers: 'copy', filesPerUnit: Number.MAX_SAFE_INTEGER },
    readers,
    read,
    write: (work) =>
      withDatabase({ path, readOnly: false, patienceMs }, (database) =>
        work(writeSession({ database, onStep, now })),
      ),
    publish: async () => {
      if (await isPublished(path)) return;
      await withDatabase({ path, readOnly: false, patienceMs }, (database) =>
        publish(database, path, onStep),
      );
    },
    ask: (sql) =>
      withDatabase({ path: readers, readOnly: true, patienceMs }, async (database) =>
        (await database.query(sql)).map(asTexts),
      ),
    explain: async (schema, units) => {
      const prepare = existsSync(readers)
        ? await withDatabase({ path: readers, readOnly: true, patienceMs }, (database) =>
            prepareStatements(database, schema),
          )
        : await prepareStatements(undefined, schema);
      return [...prepare, ...units.flatMap(unitStatements)];
    },
  };
}

function readSession(database: Database): ReadSession {
  const known = async <T>(ask: () => Promise<T>, otherwise: T): Promise<T> =>
    (await hasLedger(database)) ? ask() : otherwise;
  return {
    position: (pipeline, table) => known(() => positionOf(database, pipeline, table), undefined),
    progress: (pipeline) => known(() => progressOf(database, pipeline), []),
    tally: (schema, table) => tallyOf(database, schema, table),
    compare: (request) => compareTable(database, request),
  };
}

function writeSession(context: Context): WriteSession {
  return {
    ...readSession(context.database),
    prepare: (schema) => prepareSchema(context.database, schema),
    load: (unit) => loadUnit(context, unit),
    rebuild: (unit) => rebuildTable(context, unit),
  };
}
