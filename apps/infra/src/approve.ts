import { askYesOrNo, type Terminal } from '@clickstream/cli';
import { PlatformError } from '@clickstream/errors';

/** Asks for consent. @throws PlatformError NOT_APPROVED when it is not given. */
export type Approve = (what: string) => Promise<void>;

/** An emulated account has nothing to lose. */
export const approveAll: Approve = async () => undefined;

/** Asks the person at the terminal; where there is none, the answer is no. @param unattended What to do there instead. */
export function askPerson(
  signal: AbortSignal,
  unattended = 'save a plan (plan --save), let it be read, and deploy --approve it',
  terminal?: Terminal,
): Approve {
  return async (what) => {
    const answer = await askYesOrNo(`${what}?`, signal, terminal);
    if (answer === undefined) throw refused(`nobody is here to ${what}`, unattended);
    if (!answer) throw refused(`you did not want to ${what}`, 'run it again when you do');
  };
}

function refused(message: string, next: string): PlatformError {
  return new PlatformError({ code: 'NOT_APPROVED', message, next, exitCode: 2 });
}
