import { askYesOrNo } from '@clickstream/cli';

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
  return yes || (await askYesOrNo(question, signal)) === true;
}
