import { PlatformError } from '@clickstream/errors';
import { lineageAfter, type Lake, type LakeTable, type Snapshot, type SnapshotId } from '@clickstream/lake';
import { commandLine } from './failures';

/**
 * Snapshots of a table that come after the last loaded one, oldest first.
 *
 * @throws PlatformError LOAD_GAP, LOAD_FORKED with the command that heals it.
 */
export function pendingSnapshots(
  pipeline: string,
  table: LakeTable,
  position: SnapshotId | undefined,
): readonly Snapshot[] {
  const lineage = lineageAfter(table, position);
  switch (lineage.kind) {
    case 'contiguous':
      return lineage.snapshots;
    case 'gap':
      throw needsRebuild(
        'LOAD_GAP',
        pipeline,
        table,
        `snapshot ${lineage.missing} was expired before it was loaded; rows between ${position ?? 'the beginning'} and now cannot be told apart any more`,
      );
    case 'forked':
      throw needsRebuild(
        'LOAD_FORKED',
        pipeline,
        table,
        `the last loaded snapshot ${lineage.lost} is not an ancestor of the table: it was rolled back or made anew`,
      );
  }
}

/** Rows that snapshots add, by their own summaries. */
export function rowsOf(snapshots: readonly Snapshot[]): number {
  return snapshots
    .filter((snapshot) => snapshot.operation === 'append')
    .reduce((sum, snapshot) => sum + Number(snapshot.summary['added-records'] ?? 0), 0);
}

/**
 * Files whose rows a snapshot brings in: those of an append, none of a compaction.
 *
 * @throws PlatformError LOAD_SNAPSHOT_REFUSED for one that changes or deletes rows, which the platform never does.
 */
export async function filesToLoad(lake: Lake, pipeline: string, table: LakeTable, snapshot: Snapshot) {
  if (snapshot.operation === 'append') return lake.addedFiles(snapshot);
  const { 'added-records': added = '0', 'deleted-records': deleted = '0' } = snapshot.summary;
  if (snapshot.operation === 'replace' && added === deleted) return [];
  throw needsRebuild(
    'LOAD_SNAPSHOT_REFUSED',
    pipeline,
    table,
    `snapshot ${snapshot.id} (${snapshot.operation}) adds ${added} and deletes ${deleted} rows; the tables are append-only`,
  );
}

function needsRebuild(code: string, pipeline: string, table: LakeTable, message: string): PlatformError {
  return new PlatformError({
    code,
    message,
    where: `${table.namespace}.${table.name}`,
    next: commandLine('rebuild', pipeline),
  });
}
