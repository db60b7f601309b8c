export { manifestSchema, type PipelineManifest } from './manifest';
export { collidingName, nameViolations, namesOf, type PipelineNames } from './names';
export { PIPELINES_DIR, discoverPipelines, findPipeline, readPipeline, type Pipeline } from './registry';
