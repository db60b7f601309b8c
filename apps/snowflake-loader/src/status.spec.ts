import { statusOf } from './status';
import { PLAN, chain, recording, type Recording } from './testing/recording';

let recorded: Recording;
afterEach(() => recorded.close());

async function statusAt(snapshots: Parameters<typeof recording>[0], position?: string, found = 10) {
  recorded = await recording(snapshots);
  recorded.tally = { recorded: 10, found };
  const { loader } = recorded;
  const progress =
    position === undefined
      ? []
      : [
          {
            ...{
              pipeline: 'clickstream',
              table: 'events',
              position,
              committedAtMs: 1_000,
              loadedAtMs: 2_000,
            },
            ...{ snapshots: 1, rows: 10 },
          },
        ];
  const warehouse: typeof loader.warehouse = {
    ...loader.warehouse,
    read: (work) =>
      loader.warehouse.read((session) => work({ ...session, progress: () => Promise.resolve(progress) })),
  };
  const status = await statusOf({ ...loader, plan: PLAN, warehouse, now: () => 10_000 });
  return status.tables[0];
}

describe('status', () => {
  it('says how many snapshots, rows and seconds the warehouse is behind', async () => {
    expect(await statusAt(chain(10, 20, 30), '1')).toEqual({
      ...{ table: 'events', source: 'events_clickstream', position: '1', rows: 10 },
      loadedAt: '1970-01-01T00:00:02.000Z',
      lag: { snapshots: 2, rows: 50, seconds: 8 },
      problem: null,
    });
  });

  it('is zero when all is loaded', async () => {
    expect(await statusAt(chain(10), '1')).toMatchObject({ lag: { snapshots: 0, rows: 0, seconds: 0 } });
  });

  it('knows no lag while the lake has no table', async () => {
    expect(await statusAt(undefined)).toMatchObject({ position: null, lag: null, problem: null });
  });

  it('says when rows are gone', async () => {
    expect(await statusAt(chain(10), '1', 7)).toMatchObject({
      lag: { snapshots: 0 },
      problem: expect.stringMatching(/^WAREHOUSE_OUT_OF_STEP .* rebuild/),
    });
  });

  it('says why loading cannot go on', async () => {
    expect(await statusAt(chain(10, 20).slice(1))).toMatchObject({
      lag: null,
      problem: expect.stringMatching(/^LOAD_GAP .* rebuild/),
    });
  });
});
