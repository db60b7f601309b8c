import { PlatformError } from '@clickstream/errors';
import {
  collidingName,
  leastDedupHorizonMs,
  manifestSchema,
  namesOf,
  type PipelineManifest,
} from '@clickstream/pipeline';
import { DEFAULT_EVENTS, eventViolations, readEvents } from './events';
import { lossesBetween } from './losses';
import { draftManifest, type ManifestDraft } from './manifest';
import type { PipelineOptions } from './options';

/** A pipeline as it stands in the workspace. */
export interface Current {
  /** The manifest as the team wrote it. */
  readonly draft: ManifestDraft;
  readonly manifest: PipelineManifest;
  readonly events: readonly string[];
}

export interface World {
  /** Absent for a new pipeline. */
  readonly current?: Current;
  /** Names of all pipelines. */
  readonly pipelines: readonly string[];
  /** Names of the Nx projects. */
  readonly projects: ReadonlySet<string>;
}

export interface Plan {
  readonly isNew: boolean;
  readonly draft: ManifestDraft;
  /** The draft with its defaults filled in. */
  readonly manifest: PipelineManifest;
  readonly events: readonly string[];
}

/**
 * Decides what a call makes, without making it.
 *
 * @throws PlatformError PIPELINE_REFUSED with every reason at once.
 */
export function planPipeline(options: PipelineOptions, world: World): Plan {
  const { current } = world;
  const drafted = draftManifest(options, current?.draft);
  const draft = withLongEnoughHorizon(drafted.draft);
  const parsed = manifestSchema.safeParse(draft);
  const events =
    options.events === undefined ? (current?.events ?? DEFAULT_EVENTS) : readEvents(options.events);
  const reasons = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...collisions(options.name, world),
    ...drafted.violations,
    ...(current ? [] : eventViolations(options.name, events)),
    ...(current && parsed.data ? lossesBetween(current, { manifest: parsed.data, events }) : []),
  ];
  if (!parsed.data || reasons.length > 0) throw refused(options.name, reasons);
  return { isNew: !current, draft, manifest: parsed.data, events };
}

/** Lets the horizon follow a retention that outgrew it; one that nobody can parse is refused elsewhere. */
function withLongEnoughHorizon(draft: ManifestDraft): ManifestDraft {
  const topic = manifestSchema.shape.topic.safeParse(draft.topic).data;
  const time = manifestSchema.shape.time.safeParse(draft.time).data;
  if (!topic || !time || time.dedupHorizonMs >= leastDedupHorizonMs(topic)) return draft;
  return { ...draft, time: { ...draft.time, dedupHorizonMs: leastDedupHorizonMs(topic) } };
}

function collisions(name: string, { current, pipelines, projects }: World): string[] {
  if (current) return [];
  const other = collidingName(name, pipelines);
  const { project, sparkProject } = namesOf(name);
  return [
    ...(other ? [`name: pipeline "${other}" has the same tables, where hyphens are underscores`] : []),
    ...[project, sparkProject]
      .filter((candidate) => projects.has(candidate))
      .map((candidate) => `name: there is a project "${candidate}" already`),
  ];
}

function refused(name: string, reasons: readonly string[]): PlatformError {
  return new PlatformError({
    code: 'PIPELINE_REFUSED',
    message: [`pipeline "${name}": nothing was changed`, ...reasons.map((reason) => `- ${reason}`)].join(
      '\n',
    ),
    exitCode: 2,
  });
}
