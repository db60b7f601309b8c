/**
 * Runs SQL on a DuckDB file in a process of its own, so that its memory is not counted as the loader's, and prints as
 * JSON the seconds that the last statement took, by the clock and of the processors: `reference.ts <path> <statement>..`.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { effortOf } from './effort';

async function main([path, ...statements]: readonly string[]): Promise<void> {
  const last = statements.pop();
  if (path === undefined || last === undefined) throw new Error('a path and a statement are needed');
  await onFile(path, statements);
  process.stdout.write(JSON.stringify(await effortOf(() => onFile(path, [last]))));
}

/** Opens and closes it, as a load does: what is written is durable then. */
async function onFile(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path, { memory_limit: '500MB' });
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.disconnectSync();
  instance.closeSync();
}

void main(process.argv.slice(2));
