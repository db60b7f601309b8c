export { startAwsEmulator, type AwsEmulator } from './start';
