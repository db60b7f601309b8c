import { readdirSync, existsSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { withLock } from '../host/lock';
import { stopAll } from '../services/run-service';
import { stopJobs } from '../jobs';
import type { Home } from '../home';

/** What `down --json` prints. */
export const downSchema = z.strictObject({
  home: z.string(),
  stopped: z.array(z.string()).describe('Services and jobs that ran.'),
  purged: z.boolean().describe('The data is deleted.'),
});

export type DownResult = z.infer<typeof downSchema>;

/** Stops exactly what runs from this home, jobs first so that they can still commit; `purge` then deletes the home. */
export async function down(home: Home, purge: boolean): Promise<DownResult> {
  if (!existsSync(home.root)) return { home: home.root, stopped: [], purged: false };
  const stopped = await withLock(home.lockFile, async () => [
    ...(await stopJobs(home)),
    ...(await stopAll(home, startedServices(home))),
  ]);
  if (purge) rmSync(home.root, { recursive: true, force: true });
  return { home: home.root, stopped, purged: purge };
}

/** By their pid files and not by the state: also what an older version, or a lost state, left running. */
function startedServices(home: Home): string[] {
  const folder = dirname(home.pidFile('any'));
  return readdirSync(folder)
    .filter((file) => file.endsWith('.pid'))
    .map((file) => basename(file, '.pid'));
}
