export { manifestSchema, type PipelineManifest } from './manifest';
export { PIPELINES_DIR, discoverPipelines, findPipeline, readPipeline, type Pipeline } from './registry';
