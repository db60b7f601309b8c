export { definePipelineStack, type PipelineStackOptions } from './define';
export { infraEnvironmentSchema, type InfraEnvironment } from './environment';
export { loadPipelineStacks } from './load';
export { PipelineStack } from './pipeline-stack';
export { synthPipelineStacks, type SynthesisedStack } from './synth';
