import { spawn } from 'node:child_process';
import type { ExecutorContext } from '@nx/devkit';

export interface ProgramOptions {
  readonly program: string;
  readonly command: string;
  /** Further arguments, before those of the person. */
  readonly args?: readonly string[];
  /** What the person wrote after the name of the target. */
  readonly __unparsed__?: readonly string[];
}

/**
 * Runs a program with its own options. `nx:run-commands` would take `--env`, which most of our programs have, for an
 * option of itself.
 */
export default function runProgram(
  { program, command, args: fixed = [], __unparsed__ = [] }: ProgramOptions,
  { root }: Pick<ExecutorContext, 'root'>,
): Promise<{ success: boolean }> {
  return new Promise((resolve, reject) => {
    const args = ['-r', '@swc-node/register', program, command, ...fixed, ...__unparsed__];
    const env = { ...process.env, SWC_NODE_PROJECT: 'tsconfig.base.json' };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve({ success: code === 0 }));
  });
}
