import type { LakeTable, Snapshot } from '@clickstream/lake';
import { settled, SETTLED_CLOSED, SETTLED_FINAL, SETTLED_TO } from './settled';

function tableOf(...summaries: Record<string, string>[]): LakeTable {
  const snapshots = summaries.map((summary, n): Snapshot => ({
    ...{ id: String(n + 1), parentId: n > 0 ? String(n) : undefined, sequence: n + 1, committedAtMs: 0 },
    ...{ operation: 'append', manifestList: '', summary },
  }));
  return {
    ...{ namespace: 'clickstream', name: 'duplicates_orders', columns: [], schemas: new Map() },
    snapshots: new Map(snapshots.map((snapshot) => [snapshot.id, snapshot])),
    currentSnapshotId: snapshots.at(-1)?.id,
  };
}

const first = { [SETTLED_TO]: '{"0":1}', [SETTLED_CLOSED]: '2026-03-02' };
const final = { [SETTLED_TO]: '{"0":7,"1":2}', [SETTLED_FINAL]: 'true', [SETTLED_CLOSED]: '2026-03-03' };

it('reads how far settle went from the newest snapshot that says so', () => {
  expect(settled(tableOf(first, final, {}))).toEqual({
    to: new Map([
      [0, 7],
      [1, 2],
    ]),
    closedBefore: undefined,
  });
  expect(settled(tableOf(first))).toEqual({ to: new Map([[0, 1]]), closedBefore: '2026-03-02' });
});

it('knows of no closed day before settle has run', () => {
  const nothing = { to: new Map(), closedBefore: '0000-01-01' };
  expect(settled(undefined)).toEqual(nothing);
  expect(settled(tableOf({}))).toEqual(nothing);
});
