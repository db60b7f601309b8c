import { join } from 'node:path';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { importResultSchema } from './import/command';
import { simulateResultSchema } from './simulate/command';
import { topicsResultSchema } from './topics/command';

describeOutputSchemas(join(__dirname, '..', 'schemas'), {
  import: importResultSchema,
  simulate: simulateResultSchema,
  topics: topicsResultSchema,
});
