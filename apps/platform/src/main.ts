import { onStopSignal, runCli } from '@clickstream/cli';
import { platformCli } from './cli';

const stop = onStopSignal();
void runCli(platformCli(stop), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
