import { join, resolve } from 'node:path';
import { platformHome } from '@clickstream/config';

/** The paths of one local platform: everything it makes lies below one folder. */
export interface Home {
  readonly root: string;
  readonly stateFile: string;
  readonly lockFile: string;
  readonly dataDir: string;
  data(service: string): string;
  pidFile(service: string): string;
  logFile(service: string): string;
}

/** @param folder `--home`; the default is PLATFORM_HOME, then `.platform/local` of the workspace. */
export function openHome(folder: string | undefined, workspace: string): Home {
  const root = folder ? resolve(folder) : platformHome(process.env, workspace);
  const dataDir = join(root, 'data');
  return {
    root,
    stateFile: join(root, 'state.json'),
    lockFile: join(root, 'run', 'lock'),
    dataDir,
    data: (service) => join(dataDir, service),
    pidFile: (service) => join(root, 'run', `${service}.pid`),
    logFile: (service) => join(root, 'logs', `${service}.log`),
  };
}
