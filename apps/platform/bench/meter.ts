import { readFileSync } from 'node:fs';
import { family } from '../crash-tests/processes';

/** What a program and all it started took. */
export interface Taken {
  /** Most memory at one moment, megabytes; pages that processes share count for each of them. */
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
}

const EVERY_MS = 250;
const TICKS_PER_SECOND = 100;
const KILOBYTES = /^VmRSS:\s+(\d+) kB$/m;

/** Looks at a program from outside until it is asked what was seen. */
export function meter(pid: number): () => Taken {
  let kilobytes = 0;
  const ticks = new Map<number, number>();
  const look = (): void => {
    let now = 0;
    for (const each of family(pid)) {
      now += Number(KILOBYTES.exec(read(each, 'status'))?.[1] ?? 0);
      ticks.set(each, ticksIn(read(each, 'stat')) ?? ticks.get(each) ?? 0);
    }
    kilobytes = Math.max(kilobytes, now);
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    const sum = [...ticks.values()].reduce((total, each) => total + each, 0);
    return { peakMegabytes: Math.round(kilobytes / 1024), cpuSeconds: Math.round(sum / TICKS_PER_SECOND) };
  };
}

/** Nothing for a process that ended while we looked. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

/** User and system time stand at 14 and 15; the name before them is in brackets and may hold anything. */
function ticksIn(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? undefined : Number(fields[11]) + Number(fields[12]);
}
