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
export function* lineageOf(table: LakeTable): Generator<Snapshot> {
  let id = table.currentSnapshotId;
  while (id !== undefined) {
    const snapshot: Snapshot | undefined = table.snapshots.get(id);
    if (!snapshot) return;
    yield snapshot;
    id = snapshot.parentId;
  }
}
