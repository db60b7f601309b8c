import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { platformDir, workspace } from './paths.mjs';

/** Only the fake of Snowflake needs it, so it is made when that is first asked for. */
export const snowflakeEmulator = pythonEnvironment({
  label: 'Snowflake emulator',
  size: '350 MB',
  folder: join(platformDir, 'python', 'snowflake-emulator'),
  lock: join(workspace, 'tools', 'snowflake-emulator', 'requirements.txt'),
  // The lock is whole; what its packages ask for beyond it is overruled there on purpose.
  options: ['--no-deps'],
});
