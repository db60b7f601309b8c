import { onStopSignal, runCli } from '@clickstream/cli';
import { infraCli } from './cli';

const stop = onStopSignal();
void runCli(infraCli(stop), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
