export { lastLines, writeFileAtomic } from './files';
export { identify, isRunning, type ProcessId } from './process-id';
export { waitFor, type WaitOptions } from './wait';
