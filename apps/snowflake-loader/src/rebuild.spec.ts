import { rebuildPipeline } from './rebuild';
import { chain, recording, type Recording } from './testing/recording';

let recorded: Recording;
afterEach(() => recorded.close());

describe('a rebuild', () => {
  it('replaces a table by all files that the lake holds now, as one ledger row', async () => {
    recorded = await recording(chain(10, 5));
    recorded.position = '9';
    const report = await rebuildPipeline(recorded.loader);
    expect(recorded.effects).toEqual([
      'prepare',
      'events 0 of 15',
      'at planned',
      'download s3://lake/1.parquet',
      'download s3://lake/2.parquet',
      'at downloaded',
      'rebuild 2 after nothing: committed',
      'publish',
      'events 15 of 15',
    ]);
    expect(report.tables[0]).toMatchObject({ position: '2', snapshots: 1, files: 2, rows: 15 });
  });

  it('empties a table that the lake does not have', async () => {
    recorded = await recording(undefined);
    await rebuildPipeline(recorded.loader);
    expect(recorded.effects).toContain('rebuild nothing after nothing: committed');
  });

  it('keeps what was there when a file is refused', async () => {
    recorded = await recording(chain(10));
    recorded.answers.push({ kind: 'rowsRefused', where: 's3://lake/1.parquet', reason: 'cut' });
    await expect(rebuildPipeline(recorded.loader)).rejects.toMatchObject({ code: 'LOAD_ROWS_REFUSED' });
  });
});
