import { onStopSignal, runCli } from '@clickstream/cli';
import { jobSubmitterCli } from './cli';

// The lock file decides which SDK runs on which Node.js; who reads the output of a command cannot act on the advice.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const stop = onStopSignal();
void runCli(jobSubmitterCli(stop), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
