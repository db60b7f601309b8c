import type { LakeTable } from '@clickstream/lake';
import { lineageOf } from './lineage';

/** The properties in which `settle` says how far it went, in the summary of its snapshot of the duplicates. */
export const SETTLED_TO = 'clickstream.settled-to';
export const SETTLED_FINAL = 'clickstream.settled-final';
export const SETTLED_CLOSED = 'clickstream.settled-closed-before';

/** What `settle` has done so far. */
export interface Settled {
  /** Per partition, the offset up to which every duplicate is named. */
  readonly to: ReadonlyMap<number, number>;
  /** Sessions and minutes of the UTC days before this one are closed; undefined: of all days that had events then. */
  readonly closedBefore: string | undefined;
}

/** No day is before it. */
const NONE_CLOSED = '0000-01-01';

/** How far `settle` went, from the newest snapshot of the duplicates that says so. */
export function settled(table: LakeTable | undefined): Settled {
  for (const { summary } of table ? lineageOf(table) : []) {
    const said = summary[SETTLED_TO];
    if (said === undefined) continue;
    const offsets = JSON.parse(said) as Record<string, number>;
    const to = new Map(Object.entries(offsets).map(([partition, end]) => [Number(partition), end]));
    const final = summary[SETTLED_FINAL] === 'true';
    return { to, closedBefore: final ? undefined : (summary[SETTLED_CLOSED] ?? NONE_CLOSED) };
  }
  return { to: new Map(), closedBefore: NONE_CLOSED };
}
