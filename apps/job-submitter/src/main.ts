import { onStopSignal, runCli } from '@clickstream/cli';
import { jobSubmitterCli } from './cli';

const stop = onStopSignal();
void runCli(jobSubmitterCli(stop), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
