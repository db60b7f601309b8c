import { onStopSignal, runCli } from '@clickstream/cli';
import { producerCli } from './cli';

const stop = onStopSignal();
void runCli(producerCli(stop), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
