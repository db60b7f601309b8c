import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspace = join(dirname(fileURLToPath(import.meta.url)), '../../..');
/** Everything that set-up and the local platform make; ignored by git. */
export const platformDir = join(workspace, '.platform');
export const venv = join(workspace, '.venv');
