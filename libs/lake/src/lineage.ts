import type { LakeTable, Snapshot, SnapshotId } from './table';

/** What lies between the last snapshot that a reader has seen and the newest of the main branch. */
export type Lineage =
  /** Every snapshot in between, oldest first; empty when the reader has seen all. */
  | { readonly kind: 'contiguous'; readonly snapshots: readonly Snapshot[] }
  /** The chain is cut: this ancestor was expired before the reader saw it. */
  | { readonly kind: 'gap'; readonly missing: SnapshotId }
  /** The chain is whole, but what the reader saw is not part of it: the table was rolled back or made anew. */
  | { readonly kind: 'forked'; readonly lost: SnapshotId };

/**
 * Walks the parents of the current snapshot back to `last` (or to the first snapshot of the table).
 * Snapshots of other branches and staged ones are no ancestors and so never appear.
 */
export function lineageAfter(table: LakeTable, last?: SnapshotId): Lineage {
  const newestFirst: Snapshot[] = [];
  let next = table.currentSnapshotId;
  while (next !== undefined && next !== last) {
    const snapshot = table.snapshots.get(next);
    if (!snapshot) return { kind: 'gap', missing: next };
    newestFirst.push(snapshot);
    next = snapshot.parentId;
  }
  if (next === undefined && last !== undefined) return { kind: 'forked', lost: last };
  return { kind: 'contiguous', snapshots: newestFirst.reverse() };
}
