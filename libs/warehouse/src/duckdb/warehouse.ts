import { existsSync } from 'node:fs';
import type { OnStep, ReadSession, Warehouse, WriteSession } from '../port';
import { compareTable } from './compare';
import { withDatabase, type Database } from './database';
import { hasLedger, positionOf, progressOf } from './ledger';
import { loadUnit } from './load';
import { isPublished, publish, readCopyOf } from './read-copy';
import { prepareSchema } from './schema';

export interface DuckdbOptions {
  /** The database file; made by the first write. Readers open the copy beside it. */
  readonly path: string;
  /** How long to wait for another loader, milliseconds. */
  readonly patienceMs?: number;
  readonly onStep?: OnStep;
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
}: DuckdbOptions): Warehouse {
  const readers = readCopyOf(path);
  return {
    kind: 'duckdb',
    readers,
    write: (work) =>
      withDatabase({ path, readOnly: false, patienceMs }, (database) => work(writeSession(database, onStep))),
    publish: async () => {
      if (await isPublished(path)) return;
      await withDatabase({ path, readOnly: false, patienceMs }, (database) =>
        publish(database, path, onStep),
      );
    },
    read: async (work) => {
      if (!existsSync(readers)) return undefined;
      return withDatabase({ path: readers, readOnly: true, patienceMs }, (database) =>
        work(readSession(database)),
      );
    },
  };
}

function readSession(database: Database): ReadSession {
  return {
    position: async (pipeline, table) =>
      (await hasLedger(database)) ? positionOf(database, pipeline, table) : undefined,
    progress: async (pipeline) => ((await hasLedger(database)) ? progressOf(database, pipeline) : []),
    compare: (schema, table, files) => compareTable(database, schema, table, files),
  };
}

function writeSession(database: Database, onStep: OnStep): WriteSession {
  return {
    ...readSession(database),
    prepare: (schema) => prepareSchema(database, schema),
    load: (unit) => loadUnit(database, unit, onStep),
    rebuild: (unit) => loadUnit(database, unit, onStep, true),
  };
}
