import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** Rows with numbers for 64-bit integers: every one that is read here stays below 2^53. */
export async function rows<T>(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, values);
  return reader.getRowObjectsJS().map((row) => mapValues(row, asNumber)) as T[];
}

/** The same row by row, for answers that may be large; the connection answers nothing else before the last one. */
export async function* eachRow<T>(connection: DuckDBConnection, sql: string): AsyncGenerator<T> {
  const result = await connection.stream(sql);
  for await (const some of result.yieldRowObjectJs())
    for (const row of some) yield mapValues(row, asNumber) as T;
}

const asNumber = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

function mapValues(row: Record<string, unknown>, by: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, by(value)]));
}

/** A text as a literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
