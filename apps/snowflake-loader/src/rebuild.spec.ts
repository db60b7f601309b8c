import { rebuildPipeline } from './rebuild';
import { chain, recording, type Recording } from './testing/recording';
import { BOUNDS } from './units';

let recorded: Recording;
afterEach(() => recorded.close());

describe('a rebuild', () => {
  it('replaces a table by all files that the lake holds now, a batch at a time, as one ledger row', async () => {
    recorded = await recording(chain(10, 5), { bounds: { ...BOUNDS, rows: 10 } });
    recorded.position = '9';
    const report = await rebuildPipeline(recorded.loader);
    expect(recorded.effects).toEqual([
      'prepare',
      'events lacks 1 snapshots, 15 rows',
      'at planned',
      'download s3://lake/1.parquet',
      'at downloaded',
      'gather s3://lake/1.parquet',
      'download s3://lake/2.parquet',
      'at downloaded',
      'gather s3://lake/2.parquet',
      'rebuild 2: committed',
      'publish',
      'events has 15 rows more',
    ]);
    expect(report.tables[0]).toMatchObject({ position: '2', snapshots: 1, files: 2, rows: 15 });
  });

  it('empties a table that the lake does not have', async () => {
    recorded = await recording(undefined);
    await rebuildPipeline(recorded.loader);
    expect(recorded.effects).toContain('rebuild nothing: committed');
  });

  it('keeps what was there when a file is refused', async () => {
    recorded = await recording(chain(10));
    recorded.answers.push({ kind: 'rowsRefused', where: 's3://lake/1.parquet', reason: 'cut' });
    await expect(rebuildPipeline(recorded.loader)).rejects.toMatchObject({ code: 'LOAD_ROWS_REFUSED' });
  });
});
