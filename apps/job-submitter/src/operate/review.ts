import { requireApplied, pipelineStack } from '@clickstream/infra-order';
import { PlatformError } from '@clickstream/errors';
import type { Bundle } from '../bundle/make';
import type { Plan } from '../plan/plan';
import { positionsOf, type Position } from '../store/checkpoints';
import type { Lease } from '../store/control';
import type { RunRecord } from '../store/runs';
import { livingHolder } from './liveness';
import type { Site } from './site';
import { stateChanges, type StateChange } from './state-changes';

/** What was found where a plan is to run. */
export interface Review {
  readonly bundle: Bundle;
  readonly positions: readonly Position[];
  /** What was submitted last. */
  readonly previous: RunRecord | undefined;
  /** The driver that runs now. */
  readonly holder: Lease | undefined;
}

/**
 * Looks at everything that decides whether a plan may run, and changes nothing.
 *
 * @throws PlatformError STACKS_NOT_APPLIED, BUNDLE_NOT_UPLOADED, BUNDLE_DAMAGED, BUNDLE_NOT_REVIEWED,
 *   CHECKPOINT_VERSION, STATE_INCOMPATIBLE.
 */
export async function review(site: Site, plan: Plan, signal?: AbortSignal): Promise<Review> {
  await requireApplied(site.config, pipelineStack(site.pipeline));
  const bundle = await site.artifacts.fetch(plan.bundle.uri);
  requireReviewed(plan, bundle);
  const [positions, previous] = await Promise.all([
    positionsOf(site.store, plan.checkpoints),
    site.runs.latest(),
  ]);
  requireVersion(plan, positions);
  const changes = previous ? stateChanges(previous.plan, plan, positions) : [];
  if (changes.length > 0) throw incompatible(plan, changes);
  return { bundle, positions, previous, holder: await livingHolder(site, signal) };
}

/** @throws PlatformError LEASE_HELD */
export function requireFree(site: Site, { holder }: Review): void {
  if (!holder) return;
  throw new PlatformError({
    code: 'LEASE_HELD',
    message: `${holder.holder} runs the queries of this pipeline`,
    where: site.control.leaseUri,
    next: 'replace it with: job-submitter upgrade, or end it with: job-submitter stop',
    exitCode: 2,
  });
}

function requireReviewed(plan: Plan, { manifest }: Bundle): void {
  if (manifest.digest === plan.bundle.digest) return;
  throw new PlatformError({
    code: 'BUNDLE_NOT_REVIEWED',
    message: `the bundle has digest ${manifest.digest.slice(0, 12)}, the plan was prepared for ${plan.bundle.digest.slice(0, 12)}`,
    where: plan.bundle.uri,
    next: 'find out who changed it; then prepare a plan of the bundle that is meant, and review that',
    exitCode: 2,
  });
}

/** Another version of a checkpoint would begin at the earliest record, and write everything a second time. */
function requireVersion({ state, pipeline }: Plan, positions: readonly Position[]): void {
  const broken = positions.filter(({ batch, others }) => batch === null && others.length > 0);
  const [first] = broken;
  if (!first) return;
  throw new PlatformError({
    code: 'CHECKPOINT_VERSION',
    message: `${pipeline} has checkpoints of ${first.others.join(', ')}, this version would begin v${state.checkpoint_version} from the earliest record: ${broken.map(({ query }) => query).join(', ')}`,
    where: first.checkpoint,
    next: 'follow migration replace-events in docs/operations.md',
    exitCode: 2,
  });
}

function incompatible({ pipeline, checkpoints }: Plan, changes: readonly StateChange[]): PlatformError {
  const migrations = [...new Set(changes.map(({ migration }) => migration))];
  return new PlatformError({
    code: 'STATE_INCOMPATIBLE',
    message: `the new version of ${pipeline} cannot go on from its checkpoints: ${changes.map(({ query, what }) => `${query}: ${what}`).join('; ')}`,
    where: checkpoints[changes[0]?.query ?? ''],
    next: `follow migration ${migrations.join(', then ')} in docs/operations.md`,
    exitCode: 2,
  });
}
