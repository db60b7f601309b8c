import type { CompiledContract } from '@clickstream/schema';
import { expectEqual, type Worldly } from './behaviours';
import { onFile } from './warehouse-file';

/** The contract with one more optional column in events. */
function withColumn(contract: CompiledContract, name: string): CompiledContract {
  const { events } = contract.tables;
  const column = { name, type: 'string', required: false, doc: 'Added later.', expr: 'NULL' };
  return {
    ...contract,
    tables: { ...contract.tables, events: { ...events, columns: [...events.columns, column] } },
  };
}

export function evolutionBehaviours(world: Worldly): void {
  it('a contract that gains a column loses nothing, also when the loader dies in between', async () => {
    const next = withColumn(world().contract, 'experiment');
    const old = await world().lake('evolved');
    const loader = world().loader('evolved');
    await old.append('events', 0, 40);
    await loader.load();
    await old.append('events', 40, 40);
    await old.addColumn('events', 'experiment', 'string');
    await world().writer('evolved', next).append('events', 80, 40);

    const behind = await loader.run(['load', '--once', '--max-snapshots', '1']);
    expect([behind.code, behind.stderr]).toEqual([1, expect.stringContaining('column experiment')]);

    const upgraded = loader.in(world().workspaceWith(next));
    const killed = await upgraded.run(['load', '--once'], { LOADER_FAULT: 'merged' });
    expect(killed.signal).toBe('SIGKILL');
    await upgraded.load();
    await expectEqual(upgraded, 120);
    expect(
      await onFile(loader.readers, 'SELECT count(experiment)::INT FROM clickstream.events', true),
    ).toEqual([27]);
    expect(
      await onFile(
        loader.readers,
        "SELECT detail FROM loader.schema_history WHERE change = 'addColumn'",
        true,
      ),
    ).toEqual(['experiment string']);
  });
}
