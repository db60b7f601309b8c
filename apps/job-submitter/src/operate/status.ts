import { z } from 'zod';
import { RUN_STATES, isOver, type Run } from '../backend/backend';
import { positionsOf } from '../store/checkpoints';
import type { Lease } from '../store/control';
import { ACTIONS, type RunRecord } from '../store/runs';
import { hasRunOut } from './liveness';
import type { Site } from './site';

export const runSchema = z.strictObject({
  id: z.string().describe('A step, a job run or a process, as the place calls it.'),
  state: z.enum(RUN_STATES),
  reason: z.string().nullable().describe('Why it failed, or what it waits for.'),
});

export const recordSummarySchema = z.strictObject({
  run: z.int().describe('Runs of a pipeline are counted from 1.'),
  at: z.iso.datetime(),
  action: z.enum(ACTIONS),
  name: z.string().describe('What the run is called where it runs.'),
  version: z.string(),
  commit: z.string().nullable(),
  backend: z.string(),
  target: z.string(),
});

/** What `status --json` prints. */
export const statusSchema = z.strictObject({
  pipeline: z.string(),
  environment: z.string(),
  state: z
    .enum(['never-submitted', 'starting', 'running', 'silent', 'stopped', 'failed'])
    .describe('silent: it should run, but no driver renews the lease.'),
  submitted: recordSummarySchema.nullable().describe('What was submitted last.'),
  run: runSchema.nullable().describe('That run, where it runs; null when it is not known there.'),
  lease: z
    .strictObject({ holder: z.string(), ageSeconds: z.number(), held: z.boolean() })
    .nullable()
    .describe('The driver that may write; null when none does.'),
  queries: z.array(
    z.strictObject({
      query: z.string(),
      checkpoint: z.string(),
      batch: z.int().nullable().describe('Newest completed batch; null before the first.'),
      ageSeconds: z.number().nullable().describe('Since it was completed.'),
    }),
  ),
});
export type Status = z.infer<typeof statusSchema>;

export function summaryOf({ run, at, action, plan }: RunRecord): z.infer<typeof recordSummarySchema> {
  const { bundle, request, name } = plan;
  const { backend, target } = request;
  return { run, at, action, name, version: bundle.version, commit: bundle.commit, backend, target };
}

/** How far the runs of a pipeline are, by what the stores and the place where they run say. */
export async function statusOf(site: Site): Promise<Status> {
  const { runs, backend, control, store, pipeline, config } = site;
  const record = await runs.latest();
  const [run, lease, positions] = await Promise.all([
    record && backend.find(record.plan),
    control.lease(),
    positionsOf(store, record?.plan.checkpoints ?? {}),
  ]);
  const held = lease !== undefined && !hasRunOut(lease, config.spark.leaseSeconds);
  return {
    pipeline,
    environment: config.environment,
    state: stateOf(record, run, held),
    submitted: record ? summaryOf(record) : null,
    run: run ?? null,
    lease: leaseOf(lease, held),
    queries: positions.map(({ query, checkpoint, batch, ageSeconds }) => ({
      query,
      checkpoint,
      batch,
      ageSeconds,
    })),
  };
}

function stateOf(record: RunRecord | undefined, run: Run | undefined, held: boolean): Status['state'] {
  // A driver that was killed leaves a lease that has not run out yet.
  if (run?.state === 'failed') return 'failed';
  if (held) return 'running';
  if (!record) return 'never-submitted';
  if (!run) return 'stopped';
  if (isOver(run)) return 'stopped';
  return run.state === 'starting' ? 'starting' : 'silent';
}

function leaseOf(lease: Lease | undefined, held: boolean): Status['lease'] {
  return lease ? { holder: lease.holder, ageSeconds: lease.ageSeconds, held } : null;
}
