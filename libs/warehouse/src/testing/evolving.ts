import type { PipelineSchema } from '../port';
import type { Bench } from './bench';
import { EVENTS, SCHEMA, column, unit } from './fixtures';

export function evolvingBehaviours(bench: Bench): void {
  describe('evolves with the contract', () => {
    const evolved: PipelineSchema = {
      ...SCHEMA,
      tables: [
        {
          ...EVENTS,
          columns: [
            ...EVENTS.columns
              .map((one) => (one.name === 'partition' ? { ...one, type: 'long' } : one))
              .map((one) => ({ ...one, required: false })),
            column('page_title', 'string', true),
          ],
        },
      ],
    };

    it('without losing a row, and remembers how', async () => {
      await bench.apply(unit(1, [await bench.events(1, 2)]));
      const changes = await bench.write((session) => session.prepare(evolved));
      expect(changes.map((change) => change.kind)).toEqual(['dropNotNull', 'widenType', 'addColumn']);
      const titled = await bench.parquet(
        'titled.parquet',
        `SELECT 'e003' AS event_id, 0::BIGINT AS "partition", 3 AS "offset", 'Home' AS page_title`,
      );
      await bench.apply(unit(2, [titled, await bench.events(4, 4)], evolved));
      expect(await bench.seen('SELECT page_title FROM click_stream.events ORDER BY event_id')).toEqual([
        null,
        null,
        'Home',
        null,
      ]);
      const history = await bench.seen(
        `SELECT change || ' ' || detail AS line FROM loader.schema_history WHERE change <> 'defineView'`,
      );
      expect([...history].sort()).toEqual([
        'addColumn page_title string',
        'createTable event_id string, anonymous_id string, occurred_at timestamptz, page_path string, ' +
          'amount decimal(12, 2), headers list<struct<key: string, value: binary>>, partition int, offset long',
        'dropNotNull event_id',
        'widenType partition int -> long',
      ]);
    });

    it('all or nothing: beside a change that is refused none is made', async () => {
      const other = { ...EVENTS, name: 'other' };
      await bench.write((session) => session.prepare({ ...SCHEMA, tables: [EVENTS, other] }));
      const narrower = { ...other, columns: other.columns.slice(1) };
      const half = { ...evolved, tables: [...evolved.tables, narrower] };
      await expect(bench.write((session) => session.prepare(half))).rejects.toMatchObject({
        code: 'SCHEMA_CHANGE_REFUSED',
      });
      const outcome = await bench.apply(unit(1, [await bench.events(1, 1)]));
      expect(outcome.kind).toBe('committed');
    });

    it('but never loses a column', async () => {
      await bench.write((session) => session.prepare(evolved));
      const back = bench.write((session) => session.prepare(SCHEMA));
      await expect(back).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' });
      expect(await bench.seen('SELECT page_title FROM click_stream.events')).toEqual([]);
    });
  });
}
