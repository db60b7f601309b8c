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
