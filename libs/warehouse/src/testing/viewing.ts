import type { Bench } from './bench';
import { SESSIONS, VISITS } from './changing';
import { unit } from './fixtures';

export function viewingBehaviours(bench: Bench): void {
  it('tells analysts what a column means', async () => {
    await bench.apply(unit(1, [await bench.events(1, 2)]));
    expect(
      await bench.seen(
        `SELECT comment FROM duckdb_columns() WHERE column_name = 'page_path' AND table_name = 'events'`,
      ),
    ).toEqual(['the page_path']);
  });

  it('shows of a changelog what holds now, without its bookkeeping', async () => {
    const file = await bench.parquet(
      'sessions.parquet',
      `SELECT 'a' AS session_id, 1::INTEGER AS revision, 'upsert' AS op, 4::BIGINT AS events
       UNION ALL SELECT 'b', 1::INTEGER, 'retract', 0::BIGINT`,
    );
    await bench.apply({ ...unit(1, [file], VISITS), table: SESSIONS });
    expect(await bench.seen('SELECT to_json(s)::VARCHAR FROM visits.sessions_current s')).toEqual([
      '{"session_id":"a","revision":1,"events":4}',
    ]);
  });

  it('cuts provisional sessions at a longer pause than the gap and at UTC midnight', async () => {
    const visits = [
      ['a', '10:00:00', '/in'],
      ['a', '10:30:00', '/mid'], // exactly the gap: the same session
      ['a', '10:40:00', '/out'],
      ['a', '11:10:00.001', '/again'],
      ['b', '23:50:00', '/late'],
      ['b', '24:05:00', '/next-day'],
    ];
    const rows = visits.map(
      ([visitor, time, page], index) =>
        `('e${index}', '${visitor}', TIMESTAMPTZ '2015-05-17 00:00:00+00' + INTERVAL '${time}', '${page}', 0, ${index})`,
    );
    const file = await bench.parquet(
      'visits.parquet',
      `SELECT * FROM (VALUES ${rows.join(', ')}) v(event_id, anonymous_id, occurred_at, page_path, "partition", "offset")`,
    );
    await bench.apply(unit(1, [file]));
    expect(
      await bench.seen(
        `SELECT concat_ws(' ', anonymous_id, events, entry_page, exit_page,
             epoch_ms(ended_at) - epoch_ms(started_at))
           FROM "click-stream".sessions_provisional ORDER BY anonymous_id, started_at`,
      ),
    ).toEqual([
      'a 3 /in /out 2400000',
      'a 1 /again /again 0',
      'b 1 /late /late 0',
      'b 1 /next-day /next-day 0',
    ]);
  });
}
