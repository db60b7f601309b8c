import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const workspace = join(__dirname, '../../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line of the infrastructure as a person does. Its progress goes to the log of the test too. */
export function infra(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const program = ['-r', '@swc-node/register', 'apps/infra/src/main.ts', ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, program, {
      cwd: workspace,
      env: { ...process.env, SWC_NODE_PROJECT: 'tsconfig.base.json', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
      process.stderr.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
