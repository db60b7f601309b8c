import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { warehouseFile, writeHomeEndpoints } from '../endpoints';
import { openHome } from '../home';
import { temporaryHome } from '../testing';
import { openWorkbench } from '../workbench';
import { askWarehouse } from './warehouse';

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => (home = temporaryHome()));
afterEach(() => home.remove());

async function fill(file: string, statements: readonly string[]): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

it('answers from the file that readers open what an analyst would ask first', async () => {
  const bench = { ...openWorkbench(undefined), home: openHome(home.home.root, home.home.root) };
  const ports = { 'kafka-1': { client: 1 }, 'object-store': { s3: 2, catalog: 3 } };
  writeHomeEndpoints(bench.home, { version: 1, brokers: 1, warehouse: 'duckdb', clusterId: 'x', ports });
  await fill(warehouseFile(bench.home).readable, [
    'CREATE SCHEMA order_items',
    `CREATE TABLE order_items.events AS SELECT '/p' || i % 2 AS page_path,
       TIMESTAMPTZ '2015-05-17 23:50:00+00' + to_minutes(i * 5) AS occurred_at FROM range(0, 5) r(i)`,
    `CREATE TABLE order_items.sessions_provisional AS SELECT 'v' || i AS anonymous_id, 2 AS events FROM range(0, 2) r(i)`,
  ]);
  expect(await askWarehouse(bench, 'order-items')).toEqual({
    events: 5,
    readers: join(bench.home.root, 'warehouse', 'warehouse.read.duckdb'),
    topPages: [
      { path: '/p0', views: 3 },
      { path: '/p1', views: 2 },
    ],
    busiestHour: { hour: '2015-05-18 00:00', events: 3 },
    sessions: { provisional: 2, visitors: 2, eventsPerSession: 2 },
  });
});
