import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process by pid and by when it started: a pid alone may have been given to somebody else since. */
export interface ProcessId {
  readonly pid: number;
  readonly startedAt: string;
}

export function isRunning(id: ProcessId): boolean {
  return startTime(id.pid) === id.startedAt;
}

/** Identity of a process that runs now, for example of this one. */
export function identify(pid: number): ProcessId {
  return { pid, startedAt: startTime(pid) ?? 'ended' };
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
