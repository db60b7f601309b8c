import type { Column, TargetTable } from './port';
import { planSchema, type ExistingColumn } from './schema-plan';

function column(name: string, type = 'string', required = false): Column {
  return { name, type, required, doc: '' };
}

function table(...columns: Column[]): TargetTable {
  return { name: 'events', columns, key: ['offset'], kind: 'rows' };
}

const THERE: ExistingColumn[] = [
  { name: 'offset', type: 'int', required: true },
  { name: 'amount', type: 'decimal(9,2)', required: true },
];

describe('the plan from the table that is there to the contract', () => {
  it('creates a table that is not there', () => {
    expect(planSchema(table(column('offset')), undefined)).toEqual([
      { kind: 'createTable', table: 'events' },
    ]);
  });

  it('is empty when all is as wanted', () => {
    const wanted = table(column('offset', 'int', true), column('amount', 'decimal(9, 2)', true));
    expect(planSchema(wanted, THERE)).toEqual([]);
  });

  it('adds a column, widens types and drops a demand, in the order of the contract', () => {
    const wanted = table(column('offset', 'long', true), column('amount', 'decimal(12, 2)'), column('new'));
    expect(planSchema(wanted, THERE)).toEqual([
      { kind: 'widenType', table: 'events', column: 'offset', from: 'int', to: 'long' },
      { kind: 'widenType', table: 'events', column: 'amount', from: 'decimal(9,2)', to: 'decimal(12, 2)' },
      { kind: 'dropNotNull', table: 'events', column: 'amount' },
      { kind: 'addColumn', table: 'events', column: column('new') },
    ]);
  });

  it('keeps the demand on a key column whatever the contract says', () => {
    const wanted = table(column('offset', 'int', false), column('amount', 'decimal(9,2)', true));
    expect(planSchema(wanted, THERE)).toEqual([]);
  });

  it('does not tighten a column that holds rows without a value', () => {
    const loose = THERE.map((one) => ({ ...one, required: false }));
    const wanted = table(column('offset', 'int', true), column('amount', 'decimal(9,2)', true));
    expect(planSchema(wanted, loose)).toEqual([]);
  });

  it.each([
    [
      'a column that is gone',
      table(column('offset', 'int', true)),
      'column amount is no longer in the contract',
    ],
    [
      'a narrower type',
      table(column('offset', 'int', true), column('amount', 'decimal(8,2)')),
      'column amount cannot change from decimal(9,2) to decimal(8,2)',
    ],
    [
      'a decimal with another scale',
      table(column('offset', 'int', true), column('amount', 'decimal(12,4)')),
      'column amount cannot change from decimal(9,2) to decimal(12,4)',
    ],
    [
      'another kind of value',
      table(column('offset', 'string'), column('amount', 'decimal(9,2)')),
      'column offset cannot change from int to string',
    ],
  ])('refuses %s', (_what, wanted, message) => {
    expect(() => planSchema(wanted, THERE)).toThrow(
      expect.objectContaining({ code: 'SCHEMA_CHANGE_REFUSED', message, where: 'events' }),
    );
  });
});
