import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { platformDir, workspace } from './paths.mjs';

const tool = (name, label, size) =>
  pythonEnvironment({
    label,
    size,
    folder: join(platformDir, 'python', name),
    lock: join(workspace, 'tools', name, 'requirements.txt'),
  });

/** Only what emulates AWS on this machine needs it, so it is made when that is first asked for. */
export const awsEmulator = tool('aws-emulator', 'AWS emulator', '80 MB');

/** Only the scan of the infrastructure needs it. */
export const checkov = tool('checkov', 'checkov', '200 MB');
