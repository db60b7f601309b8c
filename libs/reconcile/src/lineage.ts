import type { LakeTable, Snapshot } from '@clickstream/lake';
import type { Findings } from './verdict';

/** A number that two sets of files share when they hold the same rows, in whatever order and files. */
export type Fingerprint = (snapshot: Snapshot) => Promise<string>;

/**
 * Raw may only grow. A `replace` snapshot (compaction) is fine when its rows are those of its parent.
 */
export async function checkLineage(
  table: LakeTable,
  fingerprint: Fingerprint,
  findings: Findings,
): Promise<void> {
  for (const snapshot of lineageOf(table)) {
    if (snapshot.operation === 'append') continue;
    const parent = snapshot.parentId === undefined ? undefined : table.snapshots.get(snapshot.parentId);
    const at = `snapshot ${snapshot.id}`;
    const object = (detail: string): void =>
      findings.add({ kind: 'raw_rewritten', table: 'raw', at, detail });
    if (snapshot.operation !== 'replace') object(`it is of kind ${snapshot.operation}`);
    else if (!parent) object('its parent has expired, so nobody can tell whether its rows are the same');
    else if ((await fingerprint(snapshot)) !== (await fingerprint(parent))) object('it changed the rows');
  }
}

/** From the newest snapshot of the main branch back to the oldest one that is still known. */
function* lineageOf(table: LakeTable): Generator<Snapshot> {
  let id = table.currentSnapshotId;
  while (id !== undefined) {
    const snapshot: Snapshot | undefined = table.snapshots.get(id);
    if (!snapshot) return;
    yield snapshot;
    id = snapshot.parentId;
  }
}

/** The properties in which `settle` says how far it went (JSON of partition to offset) and whether it closed all groups. */
export const SETTLED_TO = 'clickstream.settled-to';
export const SETTLED_FINAL = 'clickstream.settled-final';

/** What `settle` has done so far. */
export interface Settled {
  /** Per partition, the offset up to which every duplicate is named. */
  readonly to: ReadonlyMap<number, number>;
  /** Whether it closed the sessions and minutes that were open then. */
  readonly final: boolean;
}

/** How far `settle` went, from the newest snapshot of the duplicates that says so. */
export function settled(table: LakeTable | undefined): Settled {
  if (table) {
    for (const { summary } of lineageOf(table)) {
      const said = summary[SETTLED_TO];
      if (said === undefined) continue;
      const offsets = JSON.parse(said) as Record<string, number>;
      const to = new Map(Object.entries(offsets).map(([partition, end]) => [Number(partition), end]));
      return { to, final: summary[SETTLED_FINAL] === 'true' };
    }
  }
  return { to: new Map(), final: false };
}
