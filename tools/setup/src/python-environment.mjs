import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './exec.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

/**
 * A set-up step that makes a Python environment of its own from a lock file with hashes.
 *
 * @param {{ label: string, size: string, folder: string, lock: string, options?: string[] }} environment
 */
export function pythonEnvironment({ label, size, folder, lock, options = [] }) {
  const stampFile = join(folder, '.platform-stamp');
  return {
    programs: ['python'],
    isDone: () => isStamped(stampFile, hashOf([lock])),
    async run({ python: interpreter }) {
      const hash = hashOf([lock]);
      // A half-made environment cannot be told from a whole one; downloads are cached, so making it anew is cheap.
      rmSync(folder, { recursive: true, force: true });
      await step(`Environment of ${label}`, interpreter, ['-m', 'venv', folder]);
      await step(`Packages of ${label} (${size})`, join(folder, 'bin', 'pip'), [
        'install',
        '--disable-pip-version-check',
        '--require-hashes',
        ...options,
        '-r',
        lock,
      ]);
      stamp(stampFile, hash);
    },
  };
}
