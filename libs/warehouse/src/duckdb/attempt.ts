import type { LoadOutcome } from '../port';
import { blame, type Delivery } from './check-files';
import { firstLine, type Database } from './database';

/** How DuckDB names errors that the data itself causes; they come again however often the unit is tried. */
const DATA_ERRORS = /^(Constraint|Conversion|Invalid Input|Invalid|Out of Range|Serialization) Error/;
/** The database is broken or its disk is; what it holds is known only after opening it again. */
const SESSION_ERRORS =
  /^(IO|FATAL|INTERNAL|Fatal|Internal|Out of Memory|TransactionContext|Transaction) Error/i;

/**
 * Runs one transaction of a unit: committed when the outcome says so, else rolled back. Errors that the rows or the session
 * cause become outcomes; any other is a defect and goes on up.
 */
export async function attempt(
  database: Database,
  delivery: Delivery,
  work: () => Promise<LoadOutcome>,
): Promise<LoadOutcome> {
  await database.run('BEGIN');
  try {
    const outcome = await work();
    await database.run(outcome.kind === 'committed' ? 'COMMIT' : 'ROLLBACK');
    return outcome;
  } catch (error) {
    const reason = firstLine(error);
    if (SESSION_ERRORS.test(reason)) return { kind: 'sessionLost', reason };
    await database.run('ROLLBACK');
    if (!DATA_ERRORS.test(reason)) throw error;
    return blame(database, delivery, reason);
  }
}
