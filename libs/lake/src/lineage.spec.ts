import { lineageAfter } from './lineage';
import type { LakeTable, Snapshot } from './table';

function snapshot(id: string, parentId?: string): Snapshot {
  return {
    id,
    parentId,
    sequence: 1,
    committedAtMs: 0,
    operation: 'append',
    manifestList: `s3://lake/${id}.avro`,
    summary: {},
  };
}

/** A table whose main branch ends at the last snapshot given. */
function table(...snapshots: Snapshot[]): LakeTable {
  return {
    namespace: 'clickstream',
    name: 'events_clickstream',
    currentSnapshotId: snapshots.at(-1)?.id,
    snapshots: new Map(snapshots.map((one) => [one.id, one])),
    columns: [],
    schemas: new Map(),
  };
}

function ids(lineage: ReturnType<typeof lineageAfter>): string[] | undefined {
  return lineage.kind === 'contiguous' ? lineage.snapshots.map((one) => one.id) : undefined;
}

describe('lineageAfter', () => {
  const chain = table(snapshot('a'), snapshot('b', 'a'), snapshot('c', 'b'));

  it('lists every snapshot of a table that was never read, oldest first', () => {
    expect(ids(lineageAfter(chain))).toEqual(['a', 'b', 'c']);
  });

  it('lists what came after the last one read', () => {
    expect([ids(lineageAfter(chain, 'a')), ids(lineageAfter(chain, 'c'))]).toEqual([['b', 'c'], []]);
  });

  it('is empty for an empty table', () => {
    expect(ids(lineageAfter(table()))).toEqual([]);
  });

  it('leaves out snapshots of another branch', () => {
    const branched = table(snapshot('a'), snapshot('experiment', 'a'), snapshot('b', 'a'));
    expect(ids(lineageAfter(branched))).toEqual(['a', 'b']);
  });

  it('names the expired ancestor between the last one read and now', () => {
    expect(lineageAfter(table(snapshot('c', 'b')), 'a')).toEqual({ kind: 'gap', missing: 'b' });
  });

  it('finds the gap of a table whose beginning expired before it was ever read', () => {
    expect(lineageAfter(table(snapshot('c', 'b')))).toEqual({ kind: 'gap', missing: 'b' });
  });

  it('needs no more than the id of the last one read, which may be expired itself', () => {
    expect(ids(lineageAfter(table(snapshot('c', 'b')), 'b'))).toEqual(['c']);
  });

  it('tells a rolled back or recreated table from a gap', () => {
    expect(lineageAfter(chain, 'z')).toEqual({ kind: 'forked', lost: 'z' });
    expect(lineageAfter(table(), 'z')).toEqual({ kind: 'forked', lost: 'z' });
  });
});
