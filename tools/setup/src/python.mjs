import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.mjs';
import { venv, workspace } from './paths.mjs';

export const python = pythonEnvironment({
  label: 'Spark',
  size: '430 MB',
  folder: venv,
  lock: join(workspace, 'spark', 'requirements.txt'),
});
