/**
 * Runs SQL on a DuckDB file in a process of its own, so that its memory is not counted as the loader's, and prints the
 * seconds that the last statement took: `reference.ts <path or :memory:> <statement>..`.
 */
import { DuckDBInstance } from '@duckdb/node-api';

async function main([path, ...statements]: readonly string[]): Promise<void> {
  const last = statements.pop();
  if (path === undefined || last === undefined) throw new Error('a path and a statement are needed');
  await onFile(path, statements);
  const start = performance.now();
  await onFile(path, [last]);
  process.stdout.write(String((performance.now() - start) / 1000));
}

/** Opens and closes it, as a load does: what is written is durable then. */
async function onFile(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path, { memory_limit: '700MB' });
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.disconnectSync();
  instance.closeSync();
}

void main(process.argv.slice(2));
