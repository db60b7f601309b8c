import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { manifestSchema } from './manifest';

const file = join(__dirname, '../schemas/pipeline.schema.json');
/** As a team writes it: what has a default may be left out. */
const published = { title: 'Manifest of a pipeline', ...z.toJSONSchema(manifestSchema, { io: 'input' }) };

it('is described to editors by the JSON Schema that manifests name (UPDATE_SCHEMAS=1 writes it)', () => {
  if (process.env['UPDATE_SCHEMAS']) writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(published);
});
