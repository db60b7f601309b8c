import { join } from 'node:path';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { jobProgressSchema } from '@clickstream/pipeline';
import { OUTPUTS } from './outputs';

describeOutputSchemas(join(__dirname, '../schemas'), { ...OUTPUTS, run: jobProgressSchema });
