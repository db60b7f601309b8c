import type { CompiledContract, Table } from '@clickstream/schema';
import type { Worldly } from './behaviours';
import { onFile } from './warehouse-file';

const column = (name: string, type: string): Table['columns'][number] => ({
  ...{ name, type, required: true, doc: `The ${name}.`, expr: 'NULL' },
});

/** The contract with sessions of four columns: what they say does not matter here, only how they change. */
function withSessions(contract: CompiledContract): CompiledContract {
  const sessions: Table = {
    ...contract.tables.events,
    name: 'sessions_clickstream',
    columns: [
      column('session_id', 'string'),
      column('revision', 'int'),
      column('op', 'string'),
      column('events', 'long'),
    ],
    partitionedBy: [],
    key: ['session_id'],
  };
  const { raw, events, set_aside } = contract.tables;
  const tables = { raw, events, set_aside, sessions };
  return { ...contract, tables };
}

export function changelogBehaviours(world: Worldly): void {
  it('sessions keep their highest revision and lose what is retracted, whenever the loader dies', async () => {
    const contract = withSessions(world().contract);
    const lake = world().writer('revised', contract);
    await lake.create();
    const loader = world().loader('revised').in(world().workspaceWith(contract));
    const current = (): Promise<unknown[]> =>
      onFile(
        loader.readers,
        `SELECT concat_ws(' ', session_id, revision, events) FROM clickstream.sessions_current ORDER BY ALL`,
        true,
      );

    await lake.insert('sessions', `'a', 0, 'upsert', 3`, `'b', 0, 'upsert', 5`, `'c', 0, 'upsert', 7`);
    await loader.load();
    expect(await current()).toEqual(['a 0 3', 'b 0 5', 'c 0 7']);

    await lake.insert('sessions', `'a', 1, 'upsert', 4`, `'b', 1, 'retract', 0`);
    await lake.insert('sessions', `'b', 0, 'upsert', 6`, `'c', 1, 'retract', 0`, `'c', 2, 'upsert', 8`);
    for (const point of ['merged', 'recorded', 'committed']) {
      const killed = await loader.run(['load', '--once', '--max-snapshots', '1'], { LOADER_FAULT: point });
      expect([point, killed.signal]).toEqual([point, 'SIGKILL']);
    }
    await loader.load();
    expect(await current()).toEqual(['a 1 4', 'c 2 8']);
    expect(await loader.verify()).toMatchObject({ equal: true });

    await loader.rebuild();
    expect(await current()).toEqual(['a 1 4', 'c 2 8']);
    expect(await loader.verify()).toMatchObject({ equal: true });
  });
}
