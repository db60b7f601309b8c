import type { LoadOutcome } from '../port';
import type { Session } from './connection';
import { SessionLost, StatementFailed, isAboutRows } from './failures';

/**
 * Runs one transaction of a unit: committed when the outcome says so, else rolled back. Errors that the rows or the session
 * cause become outcomes; any other goes on up.
 *
 * @param blame Names the file that caused an error, which Snowflake does not always do.
 */
export async function attempt(
  session: Session,
  blame: (reason: string) => Promise<LoadOutcome>,
  work: () => Promise<LoadOutcome>,
): Promise<LoadOutcome> {
  try {
    await session.query('BEGIN');
    const outcome = await work();
    await session.query(outcome.kind === 'committed' ? 'COMMIT' : 'ROLLBACK');
    return outcome;
  } catch (error) {
    if (error instanceof SessionLost) return { kind: 'sessionLost', reason: error.message };
    await session.query('ROLLBACK');
    if (error instanceof StatementFailed && isAboutRows(error)) return blame(error.message);
    throw error;
  }
}
