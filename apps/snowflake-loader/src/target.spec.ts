import { join } from 'node:path';
import { readCompiledContract } from '@clickstream/schema';
import { planOf } from './target';

const CONTRACT = join(__dirname, '../../../libs/pipelines/clickstream/derived/contract.json');

describe('the plan of a pipeline', () => {
  const plan = planOf(readCompiledContract(CONTRACT));

  it('keeps events and what was set aside, and leaves raw in the lake', () => {
    expect(plan.targets.map((target) => [target.source, target.table.name])).toEqual([
      ['events_clickstream', 'events'],
      ['set_aside_clickstream', 'set_aside'],
    ]);
  });

  it('matches rows by the contract’s key within a partition', () => {
    expect(plan.targets.map((target) => target.table.key)).toEqual([
      ['event_id', 'occurred_at'],
      ['topic', 'partition', 'offset', 'ingest_date'],
    ]);
  });

  it('matches only by columns that always have a value', () => {
    for (const { table } of plan.targets)
      for (const name of table.key)
        expect(table.columns.find((column) => column.name === name)).toMatchObject({ required: true });
  });
});
