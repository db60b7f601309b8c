import type { LakeTable, Operation, Snapshot } from '@clickstream/lake';
import { checkLineage } from './lineage';
import { Findings } from './verdict';

function tableOf(operations: readonly Operation[]): LakeTable {
  const snapshots = operations.map((operation, n): Snapshot => ({
    id: String(n + 1),
    parentId: n > 0 ? String(n) : undefined,
    sequence: n + 1,
    committedAtMs: 0,
    operation,
    manifestList: '',
    summary: {},
  }));
  return {
    namespace: 'clickstream',
    name: 'raw_orders',
    columns: [],
    schemas: new Map(),
    snapshots: new Map(snapshots.map((snapshot) => [snapshot.id, snapshot])),
    currentSnapshotId: snapshots.at(-1)?.id,
  };
}

async function objections(table: LakeTable, rows: Record<string, string> = {}): Promise<string[]> {
  const findings = new Findings();
  await checkLineage(table, ({ id }) => Promise.resolve(rows[id] ?? 'same'), findings);
  return findings.first.map(({ at, detail }) => `${at}: ${detail}`);
}

it('has nothing against appends and a compaction that keeps the rows', async () => {
  expect(await objections(tableOf(['append', 'append', 'replace', 'append']))).toEqual([]);
});

it('names a compaction that changed rows', async () => {
  expect(await objections(tableOf(['append', 'replace']), { 2: 'other' })).toEqual([
    'snapshot 2: it changed the rows',
  ]);
});

it.each<Operation>(['overwrite', 'delete'])('names a snapshot of kind %s', async (operation) => {
  expect(await objections(tableOf(['append', operation, 'append']))).toEqual([
    `snapshot 2: it is of kind ${operation}`,
  ]);
});

it('names a compaction whose parent is gone', async () => {
  const table = tableOf(['append', 'replace']);
  const snapshots = new Map([...table.snapshots].filter(([id]) => id !== '1'));
  expect(await objections({ ...table, snapshots })).toEqual([
    'snapshot 2: its parent has expired, so nobody can tell whether its rows are the same',
  ]);
});
