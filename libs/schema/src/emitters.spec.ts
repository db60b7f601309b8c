import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { orders } from '../fixtures/upcast/orders';
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
