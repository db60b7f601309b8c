import { PipelineContract } from '@clickstream/schema';
import { manifestSchema } from '@clickstream/pipeline';
import manifest from '../pipeline.json';
import { pageView } from './events/page-view';

const { name, time } = manifestSchema.parse(manifest);

/** The contract of the built-in pipeline. */
export const clickstream = new PipelineContract(name, time, [pageView]);
