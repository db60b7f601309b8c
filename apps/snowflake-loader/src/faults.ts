import { PlatformError } from '@clickstream/errors';
import { STEPS, type Step } from '@clickstream/warehouse';

/** A moment at which a test can kill the loader, by name, in the order in which a unit of work passes them. */
export type FaultPoint = 'planned' | 'downloaded' | Step;
export const FAULT_POINTS: readonly FaultPoint[] = ['planned', 'downloaded', ...STEPS];

/** What is true at each point, and so what a rerun finds. */
export const FAULT_MEANINGS: Readonly<Record<FaultPoint, string>> = {
  planned: 'the next run of snapshots is known, nothing is copied',
  downloaded: 'its files are copied to the staging folder',
  begun: 'the transaction is open',
  staged: 'rows and columns of the files are checked against the lake and the contract',
  merged: 'the target has the rows, inside the open transaction only',
  recorded: 'the ledger has the snapshots too, inside the open transaction only',
  committed: 'rows and ledger are durable, readers do not see them yet',
  copied: 'a complete copy for readers lies beside the old one',
  published: 'readers see the rows',
};

/** Is told of every point as it is passed. */
export type Reach = (point: FaultPoint) => void;

const VARIABLE = 'LOADER_FAULT';

/**
 * Reads which point is deadly from `LOADER_FAULT=<point>[:<n>]` (the n-th time it is passed, default the first). The process
 * then ends as by `kill -9`. Off unless asked for, and refused outside the local environment.
 *
 * @throws PlatformError FAULT_REFUSED
 */
export function faultFrom(env: NodeJS.ProcessEnv, environment: string): Reach {
  const asked = env[VARIABLE];
  if (!asked) return () => undefined;
  const [name, nth = '1'] = asked.split(':');
  const deadly = FAULT_POINTS.find((point) => point === name);
  if (!deadly || !/^[1-9]\d*$/.test(nth) || environment !== 'local')
    throw new PlatformError({
      code: 'FAULT_REFUSED',
      message: `${VARIABLE}=${asked} cannot be obeyed in environment ${environment}`,
      where: VARIABLE,
      next: `unset it; locally it takes one of: ${FAULT_POINTS.join(', ')}`,
      exitCode: 2,
    });
  let left = Number(nth);
  return (point) => {
    if (point !== deadly) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
