import type { LoadOutcome } from '../port';
import { SessionLost, StatementFailed, type Session } from './connection';

/** SQL states of errors that the rows cause (SQL standard: 22 data exception, 23 constraint violation). */
const DATA_STATES = /^(22|23)/;
/** Codes of a COPY that refuses a row or cannot read its file: the same file would fail again. */
const DATA_CODES = new Set(['100035', '100038', '100069', '100072', '100078', '100183']);

/**
 * Runs one transaction of a unit: committed when the outcome says so, else rolled back. Errors that the rows or the session
 * cause become outcomes; any other is a defect and goes on up.
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
    if (!(error instanceof StatementFailed) || !isAboutData(error)) throw error;
    return blame(error.message);
  }
}

function isAboutData({ code, sqlState }: StatementFailed): boolean {
  return DATA_STATES.test(sqlState) || DATA_CODES.has(code);
}
