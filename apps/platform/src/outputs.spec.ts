import { join } from 'node:path';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { downSchema } from './commands/down';
import { statusSchema } from './commands/status';
import { reportSchema } from './demo/report';
import { reconciliationSchema } from './reconcile/result';

describeOutputSchemas(join(__dirname, '../schemas'), {
  status: statusSchema,
  down: downSchema,
  'demo-report': reportSchema,
  reconcile: reconciliationSchema,
});
