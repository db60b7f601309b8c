import type { PlatformConfig } from '@clickstream/config';
import { PlatformError } from '@clickstream/errors';
import { z } from 'zod';
import { requestFor } from '../backend/connect';
import type { LocalPlace } from '../backend/local/request';
import { describe } from '../bundle/describe';
import type { BundleManifest } from '../bundle/manifest';
import { bundleUri } from '../store/artifacts';
import { stepOf } from './arguments';
import { sealed } from './file';
import { sparkSettingSchema, type Plan, type Work } from './plan';
import type { Job } from './target';

export interface Preparation {
  readonly config: PlatformConfig;
  readonly manifest: BundleManifest;
  /** File of the bundle's library. */
  readonly library: string;
  readonly work: Work;
  readonly place: LocalPlace;
  readonly python: string;
}

/** What `describe.py` says of a job in an environment. */
const describedSchema = z.strictObject({
  conf: z.array(sparkSettingSchema.omit({ by: true })),
  checkpoints: z.record(z.string(), z.string()),
});

/**
 * Resolves everything that a run of a bundle in an environment will be. The same bundle and configuration make the same
 * plan.
 *
 * @throws PlatformError UNKNOWN_QUERY; CONFIG_INVALID when the environment does not say where jobs run; BUNDLE_BROKEN.
 */
export async function preparePlan(preparation: Preparation): Promise<Plan> {
  const { config, manifest, library, work, python } = preparation;
  requireKnown(work, manifest);
  const step = stepOf(work);
  const job: Job = {
    name: [manifest.pipeline, step, manifest.version].filter(Boolean).join('-'),
    pipeline: manifest.pipeline,
    bundle: manifest,
    bundleUri: bundleUri(config.storage.artifacts, manifest.pipeline, manifest.version),
    work,
  };
  const { settings, spark, backend, target, input } = requestFor(config, job, preparation.place);
  const described = describedSchema.parse(await describe(python, library, 'job', JSON.stringify(settings)));
  const { version, digest, source } = manifest;
  return sealed({
    plan: 1,
    name: job.name,
    pipeline: job.pipeline,
    environment: config.environment,
    bundle: { version, digest, ...source, uri: job.bundleUri },
    work,
    checkpoints: step ? {} : pick(described.checkpoints, work.queries),
    state: manifest.state,
    settings,
    spark: [
      ...spark.map((setting) => ({ ...setting, by: 'submit' as const })),
      ...described.conf.map((setting) => ({ ...setting, by: 'job' as const })),
    ],
    request: { backend, target, input },
  });
}

function requireKnown({ queries }: Work, { state, pipeline }: BundleManifest): void {
  const known = Object.keys(state.queries);
  const unknown = queries?.filter((query) => !known.includes(query)) ?? [];
  if (unknown.length === 0) return;
  throw new PlatformError({
    code: 'UNKNOWN_QUERY',
    message: `${pipeline} has no query ${unknown.join(', ')}`,
    next: `use some of: ${known.join(', ')}`,
    exitCode: 2,
  });
}

/** The checkpoints of the queries that run, as S3 names them. */
function pick(all: Record<string, string>, queries: Work['queries']): Record<string, string> {
  const own = Object.entries(all).filter(([query]) => queries === null || queries.includes(query));
  return Object.fromEntries(own.map(([query, path]) => [query, path.replace('s3a://', 's3://')]));
}
