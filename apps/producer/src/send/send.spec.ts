import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PositionFile } from './position';
import { Settled } from './settled';

it('what is settled grows without a gap, whatever the order', () => {
  const settled = new Settled(10);
  const counts = [12, 11, 10, 14, 13].map((number) => {
    settled.add(number);
    return settled.count;
  });
  expect(counts).toEqual([10, 10, 13, 13, 15]);
});

describe('a position file', () => {
  let path: string;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'position-'));
    path = join(folder, 'position.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('begins at the start, and goes on from what was saved', () => {
    const first = PositionFile.open(path, { file: 'a' });
    expect(first.start).toBe(0);
    first.save(7);
    expect(PositionFile.open(path, { file: 'a' }).start).toBe(7);
  });

  it('is saved at once and then twice a second', () => {
    let now = 0;
    const position = PositionFile.open(path, {}, () => now);
    for (const [at, done] of [
      [0, 1],
      [499, 2],
      [500, 3],
      [501, 4],
    ] as const) {
      now = at;
      position.update(done);
    }
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ of: {}, done: 3 });
  });

  it('of another job is refused', () => {
    PositionFile.open(path, { file: 'a' }).save(7);
    expect(() => PositionFile.open(path, { file: 'b' })).toThrow(/belongs to \{"file":"a"\}/);
  });

  it('that is damaged is refused, not taken for a new one', () => {
    writeFileSync(path, '{"of":{},"do');
    expect(() => PositionFile.open(path, {})).toThrow(
      expect.objectContaining({ code: 'POSITION_UNREADABLE' }),
    );
  });
});
