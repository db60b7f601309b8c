import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMB: number;
}

/** Runs one of the jobs of reconcile-job.ts in a process of its own, whose memory is then its own too. */
export async function measured(job: string, home: string): Promise<Measured> {
  const args = ['-r', '@swc-node/register', join(__dirname, 'reconcile-job.ts'), job, home];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as Measured;
}
