import { definePipelineStack } from '@clickstream/infra-kit';
import manifest from '../pipeline.json';

/**
 * The infrastructure of this pipeline in every environment: the roles of its Spark job and its producers, its folders
 * in S3, the settings of its topic and its alarms. Its name and topic come from pipeline.json.
 */
export default definePipelineStack({
  manifest,
  maxBatchAgeSeconds: 600,
});
