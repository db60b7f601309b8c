export { lastLines, writeFileAtomic } from './files';
export { identify, isRunning, type ProcessId } from './process-id';
