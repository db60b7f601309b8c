import { onStopSignal, runCli } from '@clickstream/cli';
import { loaderCli } from './cli';

const stop = onStopSignal();
void runCli(loaderCli(stop), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
