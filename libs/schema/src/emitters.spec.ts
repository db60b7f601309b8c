import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { DuckDBInstance } from '@duckdb/node-api';
import { orders } from '../fixtures/upcast/orders';
import { compileContract } from './compile';
import { ddlOf } from './ddl';
import { jsonSchemaOf } from './json-schema';
import { bytesOf, parseVectors } from './vectors/vector';

const vectors = parseVectors(
  readFileSync(join(__dirname, '../fixtures/upcast/fixtures/vectors/generated.jsonl'), 'utf8'),
);

it('derives a JSON Schema 2020-12 that accepts exactly what the validator accepts', () => {
  const ajv = new Ajv2020({ strict: true, keywords: ['x-pii'] });
  addFormats(ajv);
  const accepts = ajv.compile(jsonSchemaOf(orders.model('order')));
  const head = new Set([
    'malformed_json',
    'too_large',
    'unknown_event_type',
    'unsupported_version',
    'event_in_future',
    'late',
  ]);
  const judged = vectors.filter(
    (vector) => vector.name.startsWith('order 3.0.0') && !head.has(vector.expect?.kind ?? ''),
  );
  const wrong = judged.filter(
    (vector) => accepts(JSON.parse(bytesOf(vector).toString())) !== (vector.expect === null),
  );
  expect(judged.length).toBeGreaterThan(100);
  expect(wrong.map((vector) => vector.name)).toEqual([]);
});

it('derives DDL that DuckDB takes, with the columns of the lake', async () => {
  const compiled = compileContract(orders);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(ddlOf(compiled, 'duckdb'));
  const columns = await connection.runAndReadAll(
    "SELECT column_name, is_nullable FROM information_schema.columns WHERE table_name = 'events' ORDER BY ordinal_position",
  );
  expect(columns.getRowsJS()).toEqual(
    compiled.tables.events.columns.map(({ name, required }) => [name, required ? 'NO' : 'YES']),
  );
  connection.closeSync();
});

it('derives DDL for Snowflake with comments and reserved names quoted', () => {
  const ddl = ddlOf(compileContract(orders), 'snowflake');
  expect(ddl).toContain('  occurred_at TIMESTAMP_TZ(6) NOT NULL COMMENT ');
  expect(ddl).toContain('  "OFFSET" NUMBER(19, 0) NOT NULL COMMENT ');
  expect(ddl).toMatch(/PRIMARY KEY \(event_id\)/);
});
