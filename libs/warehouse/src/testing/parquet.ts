import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { StagedFile } from '../port';
import { literal } from '../sql';

/** Writes the rows of a query as a Parquet file, as Spark would leave one in the lake. */
export async function writeParquet(folder: string, name: string, query: string): Promise<StagedFile> {
  const path = join(folder, name);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const { rowsChanged } = await connection.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet)`);
    return { location: `s3://lake/${name}`, path, rows: rowsChanged };
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}
