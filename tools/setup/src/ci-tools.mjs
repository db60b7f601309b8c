import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { platformDir, workspace } from './paths.mjs';

/** The linters of workflows and Dockerfiles; their programs come in Python wheels. */
export const ciTools = pythonEnvironment({
  label: 'CI linters',
  size: '25 MB',
  folder: join(platformDir, 'python', 'ci-cd'),
  lock: join(workspace, 'tools', 'ci-cd', 'requirements.txt'),
});
