import type { ReadSession, Warehouse } from '@clickstream/warehouse';
import { chain, recording, type Recording } from './testing/recording';
import { verify } from './verify';

let recorded: Recording;
afterEach(() => recorded.close());

describe('verify', () => {
  it('compares with the files of the lake, read anew', async () => {
    recorded = await recording(chain(10));
    recorded.position = '1';
    expect(await verify(recorded.loader)).toMatchObject({
      equal: true,
      tables: [{ table: 'events', position: '1', equal: true, lakeRows: 10 }],
    });
    expect(recorded.effects).toEqual(['download s3://lake/1.parquet', 'compare with s3://lake/1.parquet']);
  });

  it.each(['missing', 'extra', 'changed'])('is not equal when a row is %s', async (finding) => {
    recorded = await recording(chain(10));
    recorded.comparison = { ...recorded.comparison, [finding]: 1 };
    expect(await verify(recorded.loader)).toMatchObject({ equal: false, tables: [{ equal: false }] });
  });

  it('compares a table that was never loaded with all that the lake has', async () => {
    recorded = await recording(chain(10, 5));
    await verify(recorded.loader);
    expect(recorded.effects.at(-1)).toBe('compare with s3://lake/1.parquet, s3://lake/2.parquet');
  });

  it('reads position and rows in one session, so that a copy published meanwhile changes nothing', async () => {
    recorded = await recording(chain(10, 5));
    recorded.position = '1';
    const { loader } = recorded;
    let sessions = 0;
    const warehouse: Warehouse = {
      ...loader.warehouse,
      read: (work) => {
        sessions += 1;
        return loader.warehouse.read(work);
      },
    };
    await verify({ ...loader, warehouse });
    expect(sessions).toBe(loader.plan.targets.length);
  });

  it('looks again when rows were committed while it compared', async () => {
    recorded = await recording(chain(10, 5));
    recorded.position = '1';
    const verification = await verify({ ...recorded.loader, warehouse: committing(recorded, ['2']) });
    expect(verification).toMatchObject({ equal: true, tables: [{ position: '2', equal: true }] });
    expect(recorded.effects.filter((effect) => effect.startsWith('compare'))).toEqual([
      'compare with s3://lake/1.parquet',
      'compare with s3://lake/1.parquet, s3://lake/2.parquet',
    ]);
  });

  it('does not call a warehouse different that never stands still', async () => {
    recorded = await recording(chain(10, 5, 5, 5));
    recorded.position = '1';
    const warehouse = committing(recorded, ['2', '3', '4']);
    await expect(verify({ ...recorded.loader, warehouse })).rejects.toMatchObject({
      code: 'VERIFY_MOVING',
      retry: 'backoff',
    });
  });

  it('says when the lake has forgotten what was loaded', async () => {
    recorded = await recording(chain(10, 5).slice(1));
    recorded.position = '1';
    await expect(verify(recorded.loader)).rejects.toMatchObject({ code: 'VERIFY_EXPIRED' });
  });

  it('says when nothing was ever loaded', async () => {
    recorded = await recording(chain(10));
    const warehouse = { ...recorded.loader.warehouse, read: () => Promise.resolve(undefined) };
    await expect(verify({ ...recorded.loader, warehouse })).rejects.toMatchObject({ code: 'VERIFY_EMPTY' });
  });
});

/** A warehouse where a loader commits up to the next of `positions` whenever a comparison begins. */
function committing(recorded: Recording, positions: string[]): Warehouse {
  const { warehouse } = recorded.loader;
  const during = (session: ReadSession): ReadSession => ({
    ...session,
    async compare(request) {
      const equal = await session.compare(request);
      const next = positions.shift();
      if (next === undefined) return equal;
      recorded.position = next;
      return { ...equal, extra: 5 };
    },
  });
  return { ...warehouse, read: (work) => warehouse.read((session) => work(during(session))) };
}
