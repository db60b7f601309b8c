export { createDependencies } from './graph/dependencies';
export { createNodes } from './graph/projects';

export const name = '@clickstream/pipeline-plugin';
