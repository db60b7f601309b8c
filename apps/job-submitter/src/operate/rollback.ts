import { PlatformError } from '@clickstream/errors';
import type { Plan } from '../plan/plan';
import type { RunRecord } from '../store/runs';
import type { Site } from './site';

/**
 * The plan to go back to: the newest of another version than the one that was submitted last, or of the version asked
 * for, as it was reviewed then.
 *
 * @throws PlatformError NOTHING_TO_ROLL_BACK_TO
 */
export async function planBefore({ runs, pipeline }: Site, version?: string): Promise<Plan> {
  let latest: RunRecord | undefined;
  const seen = new Set<string>();
  for await (const record of runs.all()) {
    const { plan } = record;
    latest ??= record;
    seen.add(plan.bundle.version);
    const isOther = plan.bundle.digest !== latest.plan.bundle.digest;
    if (version === undefined ? isOther : plan.bundle.version === version) return plan;
  }
  throw new PlatformError({
    code: 'NOTHING_TO_ROLL_BACK_TO',
    message:
      version === undefined
        ? `no other version of ${pipeline} was ever submitted`
        : `version ${version} of ${pipeline} was never submitted`,
    next: seen.size > 0 ? `submitted were: ${[...seen].join(', ')}` : 'job-submitter submit',
    exitCode: 2,
  });
}
