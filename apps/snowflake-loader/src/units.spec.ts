import { chain, lakeTable, recording } from './testing/recording';
import { planUnits, type Bounds } from './units';

const WIDE: Bounds = { snapshots: 100, files: 100, rows: 1_000 };

async function cut(rows: Parameters<typeof chain>, bounds: Partial<Bounds>): Promise<string[]> {
  const snapshots = chain(...rows);
  const { loader, close } = await recording(snapshots);
  const table = lakeTable('events_clickstream', snapshots);
  const units: string[] = [];
  for await (const unit of planUnits(loader.lake, 'p', table, snapshots, { ...WIDE, ...bounds }))
    units.push(`${unit.after ?? '-'}>${unit.snapshots.map((one) => one.id).join('+')}=${unit.rows}`);
  close();
  return units;
}

describe('units of work', () => {
  it.each([
    ['all in one when they fit', [10, 20, 30], {}, ['->1+2+3=60']],
    ['by snapshots', [10, 20, 30], { snapshots: 2 }, ['->1+2=30', '2>3=30']],
    ['by files', [10, 20, 30], { files: 1 }, ['->1=10', '1>2=20', '2>3=30']],
    ['by rows', [10, 20, 30], { rows: 30 }, ['->1+2=30', '2>3=30']],
    ['with a snapshot larger than the bounds alone', [10, 5_000, 10], {}, ['->1=10', '1>2=5000', '2>3=10']],
    ['with compactions that cost nothing', [10, 'replace', 10], { files: 1 }, ['->1+2=10', '2>3=10']],
    ['none when nothing is pending', [], {}, []],
  ] as const)('are cut %s', async (_how, rows, bounds, expected) => {
    expect(await cut([...rows], bounds)).toEqual(expected);
  });
});
