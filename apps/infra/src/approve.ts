import { createInterface } from 'node:readline/promises';
import { PlatformError } from '@clickstream/errors';

/** Asks for consent. @throws PlatformError NOT_APPROVED when it is not given. */
export type Approve = (what: string) => Promise<void>;

/** An emulated account has nothing to lose. */
export const approveAll: Approve = async () => undefined;

/** Asks the person at the terminal; where there is none, the answer is no. @param unattended What to do there instead. */
export function askPerson(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  signal: AbortSignal,
  unattended = 'save a plan (plan --save), let it be read, and deploy --approve it',
): Approve {
  return async (what) => {
    if (!input.isTTY) throw refused(`nobody is here to ${what}`, unattended);
    const lines = createInterface({ input, output });
    try {
      const answer = await lines.question(`${what}? [y/N] `, { signal });
      if (!/^y(es)?$/i.test(answer.trim()))
        throw refused(`you did not want to ${what}`, 'run it again when you do');
    } finally {
      lines.close();
    }
  };
}

function refused(message: string, next: string): PlatformError {
  return new PlatformError({ code: 'NOT_APPROVED', message, next, exitCode: 2 });
}
