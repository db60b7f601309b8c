import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A process and everything below it. */
export function family(root: number): number[] {
  return [root, ...below(root, running()).map(({ pid }) => pid)];
}

/** The executors that a driver with `local-cluster` started. */
export function executorsOf(driver: number): number[] {
  return below(driver, running())
    .filter(({ command }) => command.includes('CoarseGrainedExecutorBackend'))
    .map(({ pid }) => pid);
}

/** CPU time that a process has used, user and system; nothing for one that has ended. */
export function cpuSeconds(pid: number): number | undefined {
  const stat = fileOf(pid, 'stat');
  if (stat === undefined) return undefined;
  // They stand at 14 and 15, in ticks; the name before them is in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Memory that a process holds, pages that it shares included; 0 for one that has ended. */
export function residentKilobytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fileOf(pid, 'status') ?? '')?.[1] ?? 0);
}

/** kill -9, also of a process that has ended by now. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function below(root: number, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === root);
  return [...children, ...children.flatMap(({ pid }) => below(pid, all))];
}

function running(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
}

function read(pid: number): Process | undefined {
  const [status, command] = [fileOf(pid, 'status'), fileOf(pid, 'cmdline')];
  if (status === undefined || command === undefined) return undefined;
  return { pid, parent: Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]), command };
}

/** Nothing for a process that ended while we looked. */
function fileOf(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
