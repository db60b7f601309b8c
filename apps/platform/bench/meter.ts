import { cpuSeconds, family, residentKilobytes } from '../crash-tests/processes';

/** What a program and all it started took. */
export interface Taken {
  /** Most memory at one moment, megabytes; pages that processes share count for each of them. */
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
}

const EVERY_MS = 250;

/** Looks at a program from outside until it is asked what was seen. */
export function meter(pid: number): () => Taken {
  let peak = 0;
  const used = new Map<number, number>();
  const look = (): void => {
    const now = family(pid);
    peak = Math.max(
      peak,
      now.reduce((sum, each) => sum + residentKilobytes(each), 0),
    );
    for (const each of now) used.set(each, cpuSeconds(each) ?? used.get(each) ?? 0);
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    const total = [...used.values()].reduce((sum, each) => sum + each, 0);
    return { peakMegabytes: Math.round(peak / 1024), cpuSeconds: Math.round(total) };
  };
}
