import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { platformDir, workspace } from './paths.mjs';

/** Only what emulates AWS on this machine needs it, so it is made when that is first asked for. */
export const awsEmulator = pythonEnvironment({
  label: 'AWS emulator',
  size: '80 MB',
  folder: join(platformDir, 'python', 'aws-emulator'),
  lock: join(workspace, 'tools', 'aws-emulator', 'requirements.txt'),
});
