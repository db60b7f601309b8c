import { join } from 'node:path';
import { runCli } from '@clickstream/cli';
import { imageCommand } from './image';

void runCli(imageCommand(join(__dirname, '../../..')), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
