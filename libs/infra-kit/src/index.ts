export { definePipelineStack, type PipelineStackOptions } from './define';
export { infraEnvironmentSchema, isEmulated, type InfraEnvironment } from './environment';
export { loadPipelineStacks } from './load';
export { IMAGES, namesIn } from './names';
export { PipelineStack } from './pipeline-stack';
export { synthEnvironment, type SynthesisedStack } from './synth';
export { findMirror, providerSource } from './terraform/mirror';
export { validateStack } from './terraform/validate';
export { runTerraform } from './terraform/run';
