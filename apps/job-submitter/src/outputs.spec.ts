import { join } from 'node:path';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { jobProgressSchema } from '@clickstream/pipeline';

describeOutputSchemas(join(__dirname, '../schemas'), { run: jobProgressSchema });
