import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { identify, writeFileAtomic } from '@clickstream/host';
import { z } from 'zod';
import type { JobFolder } from '@clickstream/pipeline';
import type { SparkCommand } from './spark-command';

export interface DriverOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Asks the driver to end between two batches. */
  readonly signal: AbortSignal;
  /** Called with each line of progress. */
  readonly onProgress: (line: string) => void;
}

const lineSchema = z.object({ message: z.string() });

/** What a line of the job's own log (`log.py` of spark/platform) says to a person; nothing for other lines. */
function messageIn(line: string): string | undefined {
  if (!line.startsWith('{"at": ')) return undefined;
  return lineSchema.parse(JSON.parse(line)).message;
}

/**
 * Runs the driver with all it says in the job's log and its identity in the job file, until it ends.
 *
 * @returns Its exit code; null when it was killed.
 */
export async function runDriver(
  command: SparkCommand,
  folder: JobFolder,
  options: DriverOptions,
): Promise<number | null> {
  const driver = spawn(command.file, command.args, {
    cwd: options.cwd,
    env: options.env,
    // A group of its own: Ctrl-C in the terminal reaches the driver once, through us.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(driver, 'spawn');
  writeFileAtomic(folder.job, JSON.stringify(identify(driver.pid as number)));
  const release = forwardStop(driver, options.signal);
  try {
    return await ended(driver, folder.log, options.onProgress);
  } finally {
    release();
    rmSync(folder.job, { force: true });
  }
}

/** A stop is asked for; whoever leaves without waiting for it takes the driver along. */
function forwardStop(driver: ChildProcess, signal: AbortSignal): () => void {
  const stop = (): void => void driver.kill('SIGTERM');
  const kill = (): void => void driver.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  process.once('exit', kill);
  if (signal.aborted) stop();
  return () => {
    signal.removeEventListener('abort', stop);
    process.off('exit', kill);
  };
}

async function ended(
  driver: ChildProcess,
  logFile: string,
  onProgress: DriverOptions['onProgress'],
): Promise<number | null> {
  const log = createWriteStream(logFile, { flags: 'a' });
  driver.stderr?.pipe(log, { end: false });
  // spark-submit joins both streams of Python into its standard output.
  createInterface({ input: driver.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    log.write(`${line}\n`);
    const message = messageIn(line);
    if (message !== undefined) onProgress(message);
  });
  const [code] = (await once(driver, 'close')) as [number | null];
  log.end();
  await finished(log);
  return code;
}
