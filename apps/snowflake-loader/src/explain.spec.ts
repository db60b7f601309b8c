import { explainLoad } from './explain';
import { chain, recording, type Recording } from './testing/recording';

let recorded: Recording;
afterEach(() => recorded.close());

describe('what a load would run', () => {
  it('is told of the files that it would take, by their place in the lake, without a copy of one', async () => {
    recorded = await recording(chain(10, 5, 7));
    recorded.position = '1';
    expect(await explainLoad(recorded.loader)).toEqual({
      pipeline: 'clickstream',
      statements: [
        { table: 'events', step: 'merged', sql: 'MERGE s3://lake/2.parquet, s3://lake/3.parquet after 1' },
      ],
    });
    expect(recorded.effects).toEqual([]);
  });

  it('is nothing when all is loaded, or the lake has no table yet', async () => {
    recorded = await recording(undefined);
    expect((await explainLoad(recorded.loader)).statements).toEqual([]);
  });
});
