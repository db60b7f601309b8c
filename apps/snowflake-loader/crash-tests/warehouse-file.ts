import { DuckDBInstance } from '@duckdb/node-api';

/** Runs one statement on a DuckDB file, as any other program could. @returns First column of each row. */
export async function onFile(path: string, sql: string, readOnly = false): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(path, { access_mode: readOnly ? 'READ_ONLY' : 'READ_WRITE' });
  try {
    const connection = await instance.connect();
    try {
      const rows = await connection.runAndReadAll(sql);
      return rows.getRowsJS().map((row) => row[0]);
    } finally {
      connection.disconnectSync();
    }
  } finally {
    instance.closeSync();
  }
}
