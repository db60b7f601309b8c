import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { identify, type ProcessId } from '@clickstream/host';

export interface DriverOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes everything that the driver says. */
  readonly log: string;
}

/** Starts a driver that outlives this process, in a group of its own: Ctrl-C in the terminal does not reach it. */
export async function startDriver(
  file: string,
  args: readonly string[],
  { cwd, env, log }: DriverOptions,
): Promise<ProcessId> {
  const output = openSync(log, 'a');
  try {
    const driver = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    await once(driver, 'spawn');
    driver.unref();
    return identify(driver.pid as number);
  } finally {
    closeSync(output);
  }
}
