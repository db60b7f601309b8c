export { JOB_STEPS, jobFolder, jobsFolder, type JobFolder, type JobStep } from './job-folder';
export { jobProgressSchema, queryProgressSchema, type JobProgress } from './job-progress';
export { leastDedupHorizonMs, manifestSchema, type PipelineManifest } from './manifest';
export {
  collidingName,
  isTypescriptReserved,
  metricNamespaceOf,
  nameViolations,
  namesOf,
  type PipelineNames,
} from './names';
export {
  PIPELINES_DIR,
  discoverPipelines,
  findPipeline,
  parseManifest,
  readPipeline,
  type Pipeline,
} from './registry';
