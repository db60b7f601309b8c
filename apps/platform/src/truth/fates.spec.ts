import { compareFates } from './fates';

const reconciled = {
  fates: {
    raw: 10,
    curated: 5,
    setAside: { late: 2 },
    duplicates: 2,
    idConflicts: 1,
    beyondHorizon: 0,
    notRecords: [],
    listed: { idConflicts: [], beyondHorizon: [] },
  },
};

describe('the fates that reconcile found', () => {
  it('are as the ground truth says', () => {
    const truth = { curated: 5, late: 2, duplicate: 2, id_conflict: 1 };
    expect(compareFates(truth, reconciled)).toMatchObject({
      expected: 10,
      missing: 0,
      unexpected: 0,
      examples: [],
    });
  });

  it('differ although their sum is right', () => {
    const truth = { curated: 5, late: 1, missing_field: 1, duplicate: 2, id_conflict: 1 };
    expect(compareFates(truth, reconciled)).toMatchObject({
      expected: 10,
      found: 10,
      missing: 1,
      unexpected: 1,
      examples: ['late: 2 in place of 1', 'missing_field: 0 in place of 1'],
    });
  });
});
