import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { PlatformError } from '@clickstream/errors';
import { spillOf } from './spill';

/** A row as an object; 64-bit integers are `bigint`. */
export type Row = Record<string, unknown>;

/** One open connection; statements run one after another. */
export interface Database {
  /** @returns rows of the statement. */
  query(sql: string, parameters?: DuckDBValue[]): Promise<Row[]>;
  /** @returns rows changed. */
  run(sql: string, parameters?: DuckDBValue[]): Promise<number>;
}

/** How often a database that another process holds is tried again, milliseconds. */
const RETRY_MS = 100;
/** Of DuckDB's buffers; the process needs some more, and both should fit into 1 GB. */
const MEMORY_LIMIT = '500MB';

export interface OpenOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** How long to wait for another process to let go of the file, milliseconds. */
  readonly patienceMs: number;
}

/**
 * Runs work on a DuckDB file and closes it, whatever happens. DuckDB locks the file for one process, so it is held only
 * as long as the work takes.
 *
 * @throws PlatformError WAREHOUSE_BUSY
 */
export async function withDatabase<T>(
  options: OpenOptions,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const instance = await open(options);
  try {
    const connection = await instance.connect();
    try {
      return await work(asDatabase(connection));
    } finally {
      connection.disconnectSync();
    }
  } finally {
    instance.closeSync();
    await rm(spillOf(options.path), { recursive: true, force: true });
  }
}

/** Runs work on a database that is kept nowhere. */
export async function inMemory<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: MEMORY_LIMIT });
  const connection = await instance.connect();
  try {
    return await work(asDatabase(connection));
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

async function open({ path, readOnly, patienceMs }: OpenOptions): Promise<DuckDBInstance> {
  const deadline = performance.now() + patienceMs;
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    try {
      return await DuckDBInstance.create(path, {
        access_mode: readOnly ? 'READ_ONLY' : 'READ_WRITE',
        memory_limit: MEMORY_LIMIT,
        temp_directory: spillOf(path),
        // No table promises an order, and keeping it makes a large merge hold its rows back in memory.
        preserve_insertion_order: 'false',
      });
    } catch (error) {
      if (!firstLine(error).includes('Could not set lock on file')) throw openFailed(path, error);
      if (performance.now() > deadline) throw busy(path, error);
      await sleep(RETRY_MS);
    }
  }
}

function asDatabase(connection: DuckDBConnection): Database {
  return {
    async query(sql, parameters) {
      const reader = await connection.runAndReadAll(sql, parameters);
      return reader.getRowObjectsJS();
    },
    async run(sql, parameters) {
      return (await connection.run(sql, parameters)).rowsChanged;
    },
  };
}

function busy(path: string, cause: unknown): PlatformError {
  return new PlatformError({
    code: 'WAREHOUSE_BUSY',
    message: `another process keeps the warehouse open: ${firstLine(cause)}`,
    where: path,
    next: 'wait for it or stop it; to read, open the readers’ copy that `status` names',
    retry: 'backoff',
    cause,
  });
}

function openFailed(path: string, cause: unknown): PlatformError {
  return new PlatformError({
    code: 'WAREHOUSE_UNREADABLE',
    message: `the warehouse cannot be opened: ${firstLine(cause)}`,
    where: path,
    next: 'move the file away and load again: every row is in the lake',
    cause,
  });
}

/** The first line of what DuckDB says; the lines after it repeat the statement. */
export function firstLine(error: unknown): string {
  // Not `instanceof Error`: the native module may belong to another realm than this code.
  const { message } = error as { message?: unknown };
  return String(message ?? error).split('\n')[0] ?? '';
}
