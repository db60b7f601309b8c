import type { Worldly } from './behaviours';
import type { Row } from './lake-writer';
import type { LoaderCommand } from './loader';
import { onFile } from './warehouse-file';

type Op = 'upsert' | 'retract';

function session(id: string, revision: number, op: Op, events: number): Row {
  return { session_id: `'${id}'`, revision: String(revision), op: `'${op}'`, events: String(events) };
}

function minute(at: string, revision: number, op: Op, events: number): Row {
  return {
    ...{ minute: `TIMESTAMP '2015-05-17 ${at}:00'`, event_type: "'page_view'" },
    ...{ revision: String(revision), op: `'${op}'`, events: String(events) },
  };
}

const seen = (loader: LoaderCommand, sql: string): Promise<unknown[]> => onFile(loader.readers, sql, true);

async function current(loader: LoaderCommand): Promise<unknown> {
  return {
    sessions: await seen(
      loader,
      `SELECT concat_ws(' ', session_id, revision, events) FROM clickstream.sessions_current ORDER BY ALL`,
    ),
    minutes: await seen(
      loader,
      `SELECT concat_ws(' ', strftime(minute AT TIME ZONE 'UTC', '%H:%M'), revision, events)
       FROM clickstream.metrics_minute_current ORDER BY ALL`,
    ),
  };
}

export function changelogBehaviours(world: Worldly): void {
  it('changelogs keep their highest revision and lose what is retracted, whenever the loader dies', async () => {
    const lake = await world().lake('revised');
    const loader = world().loader('revised');
    const first = [session('a', 0, 'upsert', 3), session('b', 0, 'upsert', 5), session('c', 0, 'upsert', 7)];
    await lake.insert('sessions', ...first);
    await lake.insert('metrics_minute', minute('10:00', 0, 'upsert', 3), minute('10:01', 0, 'upsert', 12));
    await loader.load();
    expect(await current(loader)).toEqual({
      sessions: ['a 0 3', 'b 0 5', 'c 0 7'],
      minutes: ['10:00 0 3', '10:01 0 12'],
    });

    await lake.insert('sessions', session('a', 1, 'upsert', 4), session('b', 1, 'retract', 0));
    const later = [session('b', 0, 'upsert', 6), session('c', 1, 'retract', 0), session('c', 2, 'upsert', 8)];
    await lake.insert('sessions', ...later);
    await lake.insert('metrics_minute', minute('10:01', 1, 'upsert', 13), minute('10:00', 1, 'retract', 0));
    for (const point of ['merged', 'recorded', 'committed']) {
      const killed = await loader.run(['load', '--once', '--max-snapshots', '1'], { LOADER_FAULT: point });
      expect([point, killed.signal]).toEqual([point, 'SIGKILL']);
    }
    const corrected = { sessions: ['a 1 4', 'c 2 8'], minutes: ['10:01 1 13'] };
    await loader.load();
    expect([await current(loader), await loader.verify()]).toMatchObject([corrected, { equal: true }]);
    await loader.rebuild();
    expect([await current(loader), await loader.verify()]).toMatchObject([corrected, { equal: true }]);
  });
}
