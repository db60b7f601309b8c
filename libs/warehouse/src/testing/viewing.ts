import type { Bench } from './bench';
import { SESSIONS, VISITS } from './changing';
import { unit } from './fixtures';

export function viewingBehaviours(bench: Bench): void {
  it('shows of a changelog what holds now, without its bookkeeping', async () => {
    const file = await bench.parquet(
      'sessions.parquet',
      `SELECT 'a' AS session_id, 1::INTEGER AS revision, 'upsert' AS op, 4::BIGINT AS events
       UNION ALL SELECT 'b', 1::INTEGER, 'retract', 0::BIGINT`,
    );
    await bench.apply({ ...unit(1, [file], VISITS), table: SESSIONS });
    const columns = await bench.seen(
      `SELECT lower(column_name) AS name FROM information_schema.columns
       WHERE lower(table_schema) = 'visits' AND lower(table_name) = 'sessions_current' ORDER BY ordinal_position`,
    );
    expect(columns).toEqual(['session_id', 'revision', 'events']);
    expect(
      await bench.seen(
        `SELECT concat_ws(' ', session_id, revision, events) AS line FROM visits.sessions_current`,
      ),
    ).toEqual(['a 1 4']);
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
             datediff('millisecond', started_at, ended_at)) AS line
           FROM click_stream.sessions_provisional ORDER BY anonymous_id, started_at`,
      ),
    ).toEqual([
      'a 3 /in /out 2400000',
      'a 1 /again /again 0',
      'b 1 /late /late 0',
      'b 1 /next-day /next-day 0',
    ]);
  });
}
