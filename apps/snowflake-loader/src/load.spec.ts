import { loadAndPublish, loadPipeline } from './load';
import { chain, failingHalfWay, recording, type Recording } from './testing/recording';
import { BOUNDS } from './units';

let recorded: Recording;
afterEach(() => recorded.close());

describe('a load', () => {
  it('prepares, copies, applies and reports, in this order', async () => {
    recorded = await recording(chain(10, 5, 'replace'));
    const report = await loadPipeline(recorded.loader);
    expect(recorded.effects).toEqual([
      'prepare',
      'events lacks 3 snapshots, 15 rows',
      'at planned',
      'download s3://lake/1.parquet',
      'download s3://lake/2.parquet',
      'at downloaded',
      'load 1+2+3 after nothing: committed',
      'events has 15 rows more',
      'publish',
    ]);
    expect(report).toEqual({
      pipeline: 'clickstream',
      readers: 'warehouse.read.duckdb',
      tables: [
        {
          ...{ table: 'events', source: 'events_clickstream', position: '3' },
          ...{ units: 1, snapshots: 3, files: 2, rows: 15, inserted: 15, updated: 0, deleted: 0 },
        },
      ],
    });
  });

  it('continues after the last loaded snapshot', async () => {
    recorded = await recording(chain(10, 5));
    recorded.position = '1';
    await loadPipeline(recorded.loader);
    expect(recorded.effects).toContain('load 2 after 1: committed');
  });

  it('does nothing when all is loaded', async () => {
    recorded = await recording(chain(10));
    recorded.position = '1';
    await loadPipeline(recorded.loader);
    expect(recorded.effects).toEqual(['prepare', 'events lacks 0 snapshots, 0 rows']);
  });

  it('waits for a table that the stream has not made yet', async () => {
    recorded = await recording(undefined);
    const { tables } = await loadPipeline(recorded.loader);
    expect(tables[0]).toMatchObject({ position: null, units: 0 });
  });

  it('plans anew when another loader was faster', async () => {
    recorded = await recording(chain(10, 5));
    recorded.answers.push({ kind: 'alreadyLoaded', position: '1' });
    await loadPipeline(recorded.loader);
    expect(recorded.effects.filter((effect) => effect.startsWith('load'))).toEqual([
      'load 1+2 after nothing: alreadyLoaded',
      'load 2 after 1: committed',
    ]);
  });

  it('reads the ledger again when a session is lost, and applies only what is missing', async () => {
    recorded = await recording(chain(10, 5), { bounds: { ...BOUNDS, snapshots: 1 } });
    recorded.answers.push({ kind: 'sessionLost', reason: 'disk' });
    await loadPipeline(recorded.loader);
    expect(recorded.effects.filter((effect) => effect.startsWith('load'))).toEqual([
      'load 1 after nothing: sessionLost',
      'load 1 after nothing: committed',
      'load 2 after 1: committed',
    ]);
  });

  it('asks a person when sessions keep getting lost', async () => {
    recorded = await recording(chain(10));
    for (let time = 0; time < 3; time += 1) recorded.answers.push({ kind: 'sessionLost', reason: 'disk' });
    await expect(loadPipeline(recorded.loader)).rejects.toMatchObject({
      code: 'WAREHOUSE_LOST',
      message: 'the session with the warehouse broke off: disk',
    });
  });

  it('stops at refused rows and names the file', async () => {
    recorded = await recording(chain(10, 5), { bounds: { ...BOUNDS, snapshots: 1 } });
    recorded.answers.push({ kind: 'rowsRefused', where: 's3://lake/1.parquet', reason: 'cut' });
    await expect(loadPipeline(recorded.loader)).rejects.toMatchObject({
      code: 'LOAD_ROWS_REFUSED',
      where: 's3://lake/1.parquet',
    });
    expect(recorded.effects.at(-1)).toBe('load 1 after nothing: rowsRefused');
  });

  it.each([
    ['was expired before it was loaded', chain(10, 5).slice(1), undefined, 'LOAD_GAP'],
    ['is not an ancestor any more', chain(10, 5), '9', 'LOAD_FORKED'],
    ['overwrites rows', chain(10, 'overwrite'), '1', 'LOAD_SNAPSHOT_REFUSED'],
  ])(
    'stops at a snapshot that %s, with the command that heals it',
    async (_what, snapshots, position, code) => {
      recorded = await recording(snapshots);
      recorded.position = position;
      await expect(loadPipeline(recorded.loader)).rejects.toMatchObject({
        code,
        where: 'clickstream.events_clickstream',
        next: 'node dist/apps/snowflake-loader/main.js rebuild --pipeline clickstream',
      });
      expect(recorded.effects.filter((effect) => effect.startsWith('load'))).toEqual([]);
    },
  );

  it('stops, with the command that heals it, when rows are gone that the ledger accounts for', async () => {
    recorded = await recording(chain(10, 5));
    recorded.position = '1';
    recorded.tally = { recorded: 10, found: 9 };
    await expect(loadPipeline(recorded.loader)).rejects.toMatchObject({
      code: 'WAREHOUSE_OUT_OF_STEP',
      message: 'the ledger accounts for 10 rows, the table has 9',
      next: 'node dist/apps/snowflake-loader/main.js rebuild --pipeline clickstream',
    });
    expect(recorded.effects).toEqual(['prepare']);
  });

  it('goes on when there are rows that a lost part of the ledger accounted for', async () => {
    recorded = await recording(chain(10, 5));
    recorded.position = '1';
    recorded.tally = { recorded: 10, found: 15 };
    await loadPipeline(recorded.loader);
    expect(recorded.effects).toContain('load 2 after 1: committed');
  });

  it('honours a stop between units', async () => {
    const stop = new AbortController();
    recorded = await recording(chain(10, 5), {
      bounds: { ...BOUNDS, snapshots: 1 },
      signal: stop.signal,
      observer: { pending: () => undefined, applied: () => stop.abort() },
    });
    await expect(loadPipeline(recorded.loader)).rejects.toMatchObject({ name: 'AbortError' });
    expect(recorded.position).toBe('1');
  });

  it('shows readers what it committed before it failed', async () => {
    recorded = await failingHalfWay();
    await expect(loadAndPublish(recorded.loader)).rejects.toMatchObject({ code: 'LOAD_ROWS_REFUSED' });
    expect(recorded.effects.slice(-2)).toEqual(['load 2 after 1: rowsRefused', 'publish']);
  });
});
