import { join } from 'node:path';
import { readCompiledContract } from '@clickstream/schema';
import { planOf } from './target';

const CONTRACT = join(__dirname, '../../../libs/pipelines/clickstream/derived/contract.json');

describe('the plan of a pipeline', () => {
  const contract = readCompiledContract(CONTRACT);
  const plan = planOf(contract);

  it('keeps events and what was set aside, and leaves raw in the lake', () => {
    const sources = new Map(plan.targets.map((target) => [target.table.name, target.source]));
    expect([sources.get('events'), sources.get('set_aside'), sources.has('raw')]).toEqual([
      'events_clickstream',
      'set_aside_clickstream',
      false,
    ]);
  });

  it('has a schema that unquoted SQL finds', () => {
    expect(planOf({ ...contract, pipeline: 'order-items' }).schema).toMatchObject({
      ...{ pipeline: 'order-items', schema: 'order_items' },
    });
  });

  it('matches rows by the contract’s key within a partition', () => {
    const keys = new Map(plan.targets.map((target) => [target.table.name, target.table.key]));
    expect([keys.get('events'), keys.get('set_aside')]).toEqual([
      ['event_id', 'occurred_at'],
      ['topic', 'partition', 'offset', 'ingest_date'],
    ]);
  });

  it('takes a table with revisions as a changelog, matched by its key alone', () => {
    const column = (name: string) => ({ name, type: 'string', required: true, doc: '', expr: '' });
    const sessions = {
      ...contract.tables.events,
      name: 'sessions_clickstream',
      columns: ['session_id', 'revision', 'op', 'started_at'].map(column),
      partitionedBy: ['days(started_at)'],
      key: ['session_id', 'revision'],
    };
    const { targets } = planOf({
      ...contract,
      tables: { ...contract.tables, sessions } as typeof contract.tables,
    });
    expect(targets.find((target) => target.source === 'sessions_clickstream')?.table).toMatchObject({
      ...{ name: 'sessions', kind: 'changelog', key: ['session_id'] },
    });
  });

  it('matches only by columns that always have a value', () => {
    for (const { table } of plan.targets)
      for (const name of table.key)
        expect(table.columns.find((column) => column.name === name)).toMatchObject({ required: true });
  });
});
