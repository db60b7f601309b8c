import type { EventModel } from './rule';
import type { Upcast } from './upcast';

/** What is known of the published versions of one event; written by `schema compile` to `derived/versions.json`. */
export interface EventVersions {
  /** The version that producers send now. */
  readonly current: string;
  /** Every version of the current major that is accepted; all are judged by its newest rules. */
  readonly accepted: readonly string[];
  readonly earlier: readonly EarlierMajor[];
}

export interface EarlierMajor {
  /** The newest published definition of that major. */
  readonly model: EventModel;
  readonly accepted: readonly string[];
}

export type Versions = Readonly<Record<string, EventVersions>>;

/** A definition that documents are judged by, and the way from it to the current shape. */
export interface Readable {
  /** `page_view@1`: one model reads every version of its major. */
  readonly key: string;
  readonly event: string;
  readonly fields: EventModel['fields'];
  readonly accepted: readonly string[];
  /** Empty for the current major. */
  readonly upcasts: readonly Upcast[];
}

export function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** Order of two semantic versions `a.b.c`. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = x.findIndex((part, index) => part !== y[index]);
  return at < 0 ? 0 : (x[at] ?? 0) - (y[at] ?? 0);
}
