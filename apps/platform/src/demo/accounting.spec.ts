import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { account, type LakeFiles } from './accounting';

let folder: string;
let connection: DuckDBConnection;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accounting-'));
  connection = await (await DuckDBInstance.create()).connect();
});
afterEach(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

async function parquet(name: string, select: string): Promise<string> {
  const file = join(folder, `${name}.parquet`);
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  return file;
}

/** Offsets 0-4 of one partition: 0 and 1 curated, 2 a copy of 0, 3 set aside, 4 with an id of its own. */
async function lake(raw = 'range(4)', events = '0, 1', setAside = '3'): Promise<LakeFiles> {
  const value = `encode('{"event_id":"' || CASE n WHEN 2 THEN 0 ELSE n END || '"}')`;
  const coordinates = `'t' AS topic, 0::INT AS partition, n::BIGINT AS "offset"`;
  return {
    raw: [await parquet('raw', `SELECT ${coordinates}, ${value} AS value FROM ${raw} AS r(n)`)],
    events: [
      await parquet(
        'events',
        `SELECT ${coordinates}, n::VARCHAR AS event_id FROM (SELECT unnest([${events}]) AS n)`,
      ),
    ],
    set_aside: [await parquet('aside', `SELECT ${coordinates} FROM (SELECT unnest([${setAside}]) AS n)`)],
  };
}

it('closes when every record is curated, set aside, or a duplicate of a curated one', async () => {
  expect(await account(connection, await lake())).toEqual({
    raw: 4,
    curated: 2,
    setAside: 1,
    duplicates: 1,
    lost: 0,
    twice: 0,
  });
});

it('counts a record that no table explains as lost, even when all counts would add up', async () => {
  expect(await account(connection, await lake('range(5)'))).toMatchObject({ raw: 5, lost: 1, duplicates: 1 });
});

it('notices two fates and a record written twice', async () => {
  expect(await account(connection, await lake('range(4)', '0, 1', '1, 3'))).toMatchObject({ twice: 1 });
  expect(await account(connection, await lake('range(4)', '0, 0, 1'))).toMatchObject({
    twice: 1,
    curated: 2,
  });
  expect(await account(connection, await lake('(SELECT unnest([0, 1, 2, 3, 3]))'))).toMatchObject({
    twice: 1,
    raw: 4,
  });
});

it('takes a record whose bytes are no JSON for lost unless it was set aside', async () => {
  const files = await lake();
  const broken = await parquet(
    'broken',
    `SELECT 't' AS topic, 0::INT AS partition, 9::BIGINT AS "offset", '\\xFF{'::BLOB AS value`,
  );
  expect(await account(connection, { ...files, raw: [...files.raw, broken] })).toMatchObject({
    raw: 5,
    lost: 1,
  });
});

it('works on tables without a file', async () => {
  expect(await account(connection, { raw: [], events: [], set_aside: [] })).toMatchObject({
    raw: 0,
    lost: 0,
  });
});
