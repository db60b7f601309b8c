import { createInterface } from 'node:readline/promises';

/** Where a person reads and types. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
}

/**
 * Asks the person at the terminal; whatever is not a yes is a no.
 *
 * @returns Undefined where nobody can answer.
 * @throws AbortError when the signal fires first.
 */
export async function askYesOrNo(
  question: string,
  signal: AbortSignal,
  { stdin, stderr }: Terminal = process,
): Promise<boolean | undefined> {
  if (!stdin.isTTY) return undefined;
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    lines.close();
  }
}
