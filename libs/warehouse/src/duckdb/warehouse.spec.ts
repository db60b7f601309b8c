import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnStep, Warehouse } from '../port';
import type { Harness } from '../testing/bench';
import { warehouseContract } from '../testing/contract';
import { SCHEMA } from '../testing/fixtures';
import { createDuckdbWarehouse } from './warehouse';

const fileIn = (folder: string): string => join(folder, 'warehouse.duckdb');

const harness: Harness = {
  open: (folder, onStep) => createDuckdbWarehouse({ path: fileIn(folder), onStep }),
};
warehouseContract('DuckDB', harness);

describe('the readers’ copy', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'read-copy-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const schema = { pipeline: 'p', schema: 'p', tables: [], sessionGapMs: 1 };

  async function prepared(onStep?: OnStep): Promise<Warehouse> {
    const warehouse = createDuckdbWarehouse({ path: fileIn(folder), onStep });
    await warehouse.write((session) => session.prepare(schema));
    return warehouse;
  }

  it('lies beside the warehouse and leaves nothing else behind', async () => {
    writeFileSync(join(folder, 'warehouse.read.duckdb.1.tmp'), 'left by a killed loader');
    const warehouse = await prepared();
    await warehouse.publish();
    expect(warehouse.readers).toBe(join(folder, 'warehouse.read.duckdb'));
    expect(readdirSync(folder).sort()).toEqual(['warehouse.duckdb', 'warehouse.read.duckdb']);
  });

  it('is not made anew when nothing changed', async () => {
    const steps: string[] = [];
    const warehouse = await prepared((step) => void steps.push(step));
    await warehouse.publish();
    await warehouse.write((session) => session.prepare(schema));
    await warehouse.publish();
    expect(steps).toEqual(['copied', 'published']);
  });

  it('is not made of nothing', async () => {
    await createDuckdbWarehouse({ path: fileIn(folder) }).publish();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can be read while the warehouse is written', async () => {
    const warehouse = await prepared();
    await warehouse.publish();
    await warehouse.write(async () => {
      expect(await warehouse.read((session) => session.progress('p'))).toEqual([]);
    });
  });
});

it('tells analysts what every column and every view means', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'comments-'));
  const warehouse = createDuckdbWarehouse({ path: fileIn(folder) });
  await warehouse.write((session) => session.prepare(SCHEMA));
  await warehouse.publish();
  const silent = await warehouse.ask(
    `SELECT column_name FROM duckdb_columns() WHERE schema_name = 'click_stream' AND table_name = 'events' AND comment IS NULL
     UNION ALL SELECT view_name FROM duckdb_views() WHERE schema_name = 'click_stream' AND comment IS NULL`,
  );
  expect(silent).toEqual([]);
  rmSync(folder, { recursive: true });
});

it('says when a file is no DuckDB database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unreadable-'));
  writeFileSync(fileIn(folder), 'hello '.repeat(1000));
  const warehouse = createDuckdbWarehouse({ path: fileIn(folder) });
  await expect(warehouse.write(() => Promise.resolve())).rejects.toMatchObject({
    code: 'WAREHOUSE_UNREADABLE',
  });
  rmSync(folder, { recursive: true });
});
