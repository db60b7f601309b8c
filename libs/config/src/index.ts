export { loadConfig, type LoadOptions } from './load';
export { ENVIRONMENTS, type Environment, type PlatformConfig } from './schema';
export { endpointsFile, writeEndpoints, type ConfigOverlay } from './endpoints';
export { findWorkspace, platformHome } from './home';
export { resolveS3Keys, resolveSecret, type SecretRef } from './secret';
