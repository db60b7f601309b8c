import { join } from 'node:path';
import { describeOutputSchemas } from '@clickstream/cli-testing';
import { outputs } from './outputs';

describeOutputSchemas(join(__dirname, '../schemas'), outputs);
