import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { venv, workspace } from './paths.mjs';
import { step } from './exec.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const lock = join(workspace, 'spark', 'requirements.txt');
const stampFile = join(venv, '.platform-stamp');

export const python = {
  programs: ['python'],
  isDone: () => isStamped(stampFile, hashOf([lock])),
  async run({ python: interpreter }) {
    const hash = hashOf([lock]);
    // A half-made environment cannot be told from a whole one; downloads are cached, so making it anew is cheap.
    rmSync(venv, { recursive: true, force: true });
    await step('Python environment', interpreter, ['-m', 'venv', venv]);
    await step('Python packages (PySpark, 430 MB)', join(venv, 'bin', 'pip'), [
      'install',
      '--disable-pip-version-check',
      '--require-hashes',
      '-r',
      lock,
    ]);
    stamp(stampFile, hash);
  },
};
