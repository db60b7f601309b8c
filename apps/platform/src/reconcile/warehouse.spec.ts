import type { Finding, Findings } from '@clickstream/reconcile';
import { reportDifferences, type Verification } from './warehouse';

const equal: Verification['tables'][number] = {
  ...{ table: 'events', position: '7', equal: true, lakeRows: 3, warehouseRows: 3 },
  ...{ missing: 0, extra: 0, changed: 0, examples: [] },
};

function findingsOf(...tables: Partial<Verification['tables'][number]>[]): Finding[] {
  const found: Finding[] = [];
  const findings = { add: (finding: Finding) => found.push(finding) } as unknown as Findings;
  reportDifferences({ tables: tables.map((table) => ({ ...equal, ...table })) }, findings);
  return found;
}

it('has nothing against tables that hold the rows of the lake', () => {
  expect(findingsOf({}, { table: 'sessions' })).toEqual([]);
});

it('names a lost row by its key', () => {
  expect(findingsOf({ equal: false, warehouseRows: 2, missing: 1, examples: ['missing e-1'] })).toMatchObject(
    [
      {
        ...{ kind: 'warehouse_differs', table: 'events', at: 'snapshot 7' },
        detail: expect.stringContaining('1 rows missing, 0 too many, 0 changed: missing e-1') as string,
      },
    ],
  );
});

it('does not take a wiped warehouse of no rows for a clean one', () => {
  expect(
    findingsOf({ position: null, equal: false, warehouseRows: 0, missing: 3, examples: ['missing e-1'] }),
  ).toMatchObject([{ kind: 'warehouse_differs', at: 'never loaded' }]);
});
