import type { Database } from './database';

/** Runs work in a transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<T>(database: Database, work: () => Promise<T>): Promise<T> {
  await database.run('BEGIN');
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await database.run('ROLLBACK');
    throw error;
  }
  await database.run('COMMIT');
  return result;
}
