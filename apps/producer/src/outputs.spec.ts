import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { importResultSchema } from './import/command';
import { mappingSchema } from './import/csv/mapping';
import { simulateResultSchema } from './simulate/command';
import { topicsResultSchema } from './topics/command';

describeOutputSchemas(join(__dirname, '..', 'schemas'), {
  import: importResultSchema,
  simulate: simulateResultSchema,
  topics: topicsResultSchema,
});

it('the published schema of a mapping says what the code says', () => {
  const file = join(__dirname, '..', 'schemas', 'csv-mapping.schema.json');
  const published = {
    title: 'Mapping of the columns of a CSV to the fields of an event',
    ...z.toJSONSchema(mappingSchema, { io: 'input' }),
  };
  if (process.env['UPDATE_SCHEMAS']) writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(published);
});
