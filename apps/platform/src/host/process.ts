import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isRunning, writeFileAtomic, type ProcessId, waitFor } from '@clickstream/host';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** How long a service may take to stop by itself before it is killed. */
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts a process that outlives us, with its output in a log file and its identity in a pid file. What the log had
 * before is kept beside it as `<log>.1`.
 *
 * @throws Error when the program cannot be started.
 */
export async function startDetached(command: Command, logFile: string, pidFile: string): Promise<ProcessId> {
  mkdirSync(dirname(logFile), { recursive: true });
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(command.file, command.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...command.env },
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    const id = identify(child.pid as number);
    writeFileAtomic(pidFile, JSON.stringify(id));
    child.unref();
    return id;
  } finally {
    closeSync(log);
  }
}

/** The process of a pid file when it still runs; a stale file counts as none. */
export function runningProcess(pidFile: string): ProcessId | undefined {
  if (!existsSync(pidFile)) return undefined;
  const id = JSON.parse(readFileSync(pidFile, 'utf8')) as ProcessId;
  return isRunning(id) ? id : undefined;
}

/**
 * Stops the process of a pid file: asks first, kills after {@link STOP_TIMEOUT_MS}. The pid file is removed.
 *
 * @returns false when nothing ran.
 */
export async function stopProcess(pidFile: string): Promise<boolean> {
  const id = runningProcess(pidFile);
  if (id) {
    signalProcess(id, 'SIGTERM');
    const gone = await waitFor(async () => (isRunning(id) ? undefined : true), {
      timeoutMs: STOP_TIMEOUT_MS,
    });
    if (!gone) signalProcess(id, 'SIGKILL');
  }
  rmSync(pidFile, { force: true });
  return id !== undefined;
}

function signalProcess(id: ProcessId, signal: NodeJS.Signals): void {
  if (isRunning(id)) process.kill(id.pid, signal);
}
