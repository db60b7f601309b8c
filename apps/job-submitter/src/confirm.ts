import { createInterface } from 'node:readline/promises';

/**
 * Shows a person what is about to happen and asks; without a terminal nobody can say yes.
 *
 * @param yes Somebody has said yes already.
 */
export async function confirm(
  yes: boolean,
  shown: string,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  process.stderr.write(`${shown}\n`);
  if (yes) return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    terminal.close();
  }
}
