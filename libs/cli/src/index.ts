export { askYesOrNo, type Terminal } from './ask';
export { runCli, type CliIo } from './run-cli';
export { onStopSignal } from './signals';
export { progressLine, type ProgressLine } from './progress-line';
