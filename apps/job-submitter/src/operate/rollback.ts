import { PlatformError } from '@clickstream/errors';
import type { Plan } from '../plan/plan';
import type { RunRecord } from '../store/runs';
import type { Site } from './site';

/**
 * The plan to go back to: the one before what was submitted last, or the newest of the version asked for, as it was
 * reviewed then. A version that was rolled back from is not come back to: the history goes on before the version that
 * the rollback went to.
 *
 * @throws PlatformError NOTHING_TO_ROLL_BACK_TO
 */
export async function planBefore({ runs, pipeline }: Site, version?: string): Promise<Plan> {
  const seen = new Set<string>();
  const isBefore = beforeLatest();
  for await (const record of runs.all()) {
    const { plan } = record;
    seen.add(plan.bundle.version);
    const before = isBefore(record);
    if (version === undefined ? before : plan.bundle.version === version) return plan;
  }
  throw new PlatformError({
    code: 'NOTHING_TO_ROLL_BACK_TO',
    message:
      version === undefined
        ? `no other version of ${pipeline} was submitted before`
        : `version ${version} of ${pipeline} was never submitted`,
    next: seen.size > 0 ? `submitted were: ${[...seen].join(', ')}; --to names one` : 'job-submitter submit',
    exitCode: 2,
  });
}

/** Is told the runs, newest first. @returns Whether a run is of the version before the one that was submitted last. */
function beforeLatest(): (record: RunRecord) => boolean {
  let latest: string | undefined;
  /** Between a rollback and the start of the version it went to lies what was rolled back from. */
  let rolledBack = false;
  return ({ action, plan: { bundle } }) => {
    latest ??= bundle.digest;
    if (bundle.digest !== latest) return !rolledBack;
    rolledBack = action === 'rollback';
    return false;
  };
}
