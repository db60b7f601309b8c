import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomic } from './files';
import { waitFor } from './wait';

/** A process by pid and by when it started: a pid alone may have been given to somebody else since. */
export interface ProcessId {
  readonly pid: number;
  readonly startedAt: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** How long a service may take to stop by itself before it is killed. */
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts a process that outlives us, with its output in a log file and its identity in a pid file.
 *
 * @throws Error when the program cannot be started.
 */
export async function startDetached(command: Command, logFile: string, pidFile: string): Promise<ProcessId> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(command.file, command.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...command.env },
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    const id = { pid: child.pid as number, startedAt: startTime(child.pid as number) ?? 'ended' };
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

export function isRunning(id: ProcessId): boolean {
  return startTime(id.pid) === id.startedAt;
}

/** Identity of a process that runs now, for example of this one. */
export function identify(pid: number): ProcessId {
  return { pid, startedAt: startTime(pid) ?? 'ended' };
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

/** Start time as the kernel tells it; undefined when there is no such process, or only its zombie. */
function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return startTimeFromProc(pid);
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch (error) {
    // ps exits with 1 when there is no such process.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}

function startTimeFromProc(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const stat = readFileIfThere(file);
  // The second field is the program's name in parentheses and may hold spaces; state is the first field after it,
  // start time (clock ticks since boot) the twentieth.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

function readFileIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The process ended between the look and the read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
