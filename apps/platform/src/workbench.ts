import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { openHome, type Home } from './home';
import type { Tools } from './services/service';

/** Where a command works: the workspace with its tools, and one home. */
export interface Workbench {
  readonly workspace: string;
  readonly home: Home;
  readonly tools: Tools;
}

export function openWorkbench(homeFolder: string | undefined): Workbench {
  const workspace = findWorkspace();
  return {
    workspace,
    home: openHome(homeFolder, workspace),
    tools: {
      java: 'java',
      kafkaJars: join(workspace, '.platform', 'jars', 'kafka'),
      weed: join(workspace, '.venv', 'bin', 'weed'),
      emulatorPython: join(workspace, '.platform', 'python', 'snowflake-emulator', 'bin', 'python'),
      emulatorServer: join(workspace, 'tools', 'snowflake-emulator', 'server.py'),
    },
  };
}
