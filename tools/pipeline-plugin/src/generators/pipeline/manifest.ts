import { parseDuration } from '../../duration';
import type { PipelineOptions } from './options';

/** A manifest before its defaults: only what somebody chose. */
export interface ManifestDraft {
  readonly $schema?: string;
  readonly name: string;
  readonly owner?: string;
  readonly topic?: Readonly<Record<string, unknown>>;
  readonly time?: Readonly<Record<string, unknown>>;
}

const SCHEMA = '../../pipeline/schemas/pipeline.schema.json';

/** What is there, or a new one, with the options laid over it; keys that no option names stay as they are. */
export function draftManifest(
  options: PipelineOptions,
  current: ManifestDraft = { $schema: SCHEMA, name: options.name },
): { draft: ManifestDraft; violations: string[] } {
  const { partitions } = options;
  // An empty answer to Nx's question keeps what is there.
  const owner = options.owner || current.owner;
  const violations: string[] = [];
  const milliseconds = (option: 'retention' | 'sessionGap' | 'lateness'): number | undefined => {
    const text = options[option];
    const value = text === undefined ? undefined : parseDuration(text);
    if (text !== undefined && value === undefined)
      violations.push(`${option}: "${text}" is no duration; write it like 30m, 48h or 7d`);
    return value;
  };
  if (!owner) violations.push('owner: missing; say --owner=@acme/checkout');
  const draft = {
    ...current,
    // A missing owner is reported above, in words that name the option.
    owner: owner ?? '@missing',
    ...section('topic', current.topic, { partitions, retentionMs: milliseconds('retention') }),
    ...section('time', current.time, {
      latenessMs: milliseconds('lateness'),
      sessionGapMs: milliseconds('sessionGap'),
    }),
  };
  return { draft, violations };
}

function section(
  name: 'topic' | 'time',
  current: Readonly<Record<string, unknown>> | undefined,
  chosen: Readonly<Record<string, unknown>>,
): Partial<ManifestDraft> {
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return given.length === 0 ? {} : { [name]: { ...current, ...Object.fromEntries(given) } };
}
