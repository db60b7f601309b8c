import { PlatformError } from '@clickstream/errors';
import type { JobProgress } from '@clickstream/pipeline';
import { LocalBackend } from '../backend/local/local-backend';
import { bundlesOf } from '../backend/local/request';
import { pythonOf } from '../bundle/describe';
import { writeBundle } from '../bundle/folder';
import { LIBRARY, makeBundle } from '../bundle/make';
import { withSite } from '../operate/site';
import { submit } from '../operate/submit';
import { stepOf } from '../plan/arguments';
import type { Plan, Work } from '../plan/plan';
import { preparePlan } from '../plan/prepare';
import { join } from 'node:path';
import { say, type Here } from './options';

/**
 * All steps from the workspace to a finished run in one: bundle, upload, prepare, submit, and wait. A stop asked for by
 * the signal ends the run between batches and is no failure.
 *
 * @returns What the job said last.
 * @throws PlatformError as each of the steps; JOB_FAILED.
 */
export async function runLocal(
  { config, place, pipeline }: Here,
  work: Work,
  stop: AbortSignal,
): Promise<JobProgress> {
  const bundle = await makeBundle(place.workspace, pipeline);
  const library = join(writeBundle(bundle, bundlesOf(place)), LIBRARY);
  const python = pythonOf(place.workspace);
  const plan = await preparePlan({ config, place, manifest: bundle.manifest, library, work, python });
  return withSite(
    { config, place, pipeline: pipeline.manifest.name, step: stepOf(work), say },
    async (site) => {
      await site.artifacts.upload(bundle);
      await submit(site, plan, { confirm: async () => true, signal: stop });
      return finished(new LocalBackend(config, place), plan, stop);
    },
  );
}

async function finished(backend: LocalBackend, plan: Plan, stop: AbortSignal): Promise<JobProgress> {
  const ask = (): void => backend.signal(plan, 'SIGTERM');
  // Whoever leaves without waiting takes the driver along.
  const kill = (): void => backend.signal(plan, 'SIGKILL');
  stop.addEventListener('abort', ask, { once: true });
  process.once('exit', kill);
  if (stop.aborted) ask();
  try {
    const run = await backend.follow(plan, say);
    const progress = backend.progress(plan);
    if (run.state === 'failed') throw failed(backend.logFile(plan), run.reason, progress);
    return progress?.state === 'drained' || progress?.state === 'stopped' ? progress : notBegun(plan);
  } finally {
    stop.removeEventListener('abort', ask);
    process.off('exit', kill);
  }
}

/** Asked to stop before it could listen. */
const notBegun = ({ pipeline }: Plan): JobProgress => ({
  pipeline,
  state: 'stopped',
  error: null,
  waiting: {},
  queries: [],
});

function failed(log: string, reason: string | null, progress: JobProgress | undefined): PlatformError {
  return new PlatformError({
    code: 'JOB_FAILED',
    // What the job says of itself ends with what to do next.
    message: progress?.error ?? `${reason}. Run the same command again: it goes on where it was`,
    where: log,
    retry: 'backoff',
    exitCode: progress?.state === 'refused' ? 2 : 1,
  });
}
