export { jobFolder, jobsFolder, type JobFolder } from './job-folder';
export { jobProgressSchema, queryProgressSchema, type JobProgress } from './job-progress';
export { leastDedupHorizonMs, manifestSchema, type PipelineManifest } from './manifest';
export { collidingName, isTypescriptReserved, nameViolations, namesOf, type PipelineNames } from './names';
export {
  PIPELINES_DIR,
  discoverPipelines,
  findPipeline,
  parseManifest,
  readPipeline,
  type Pipeline,
} from './registry';
