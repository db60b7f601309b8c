/** What work takes: by the clock, and of the processors, which other work on the machine does not change. */
export interface Effort {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export async function effortOf(work: () => Promise<unknown>): Promise<Effort> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** The most memory that this process ever had. */
export function peakMemoryMB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
