import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Status } from '../src/commands/status';

const workspace = join(__dirname, '../../..');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Starts an app of the workspace as a user would run it, against a home. */
export function start(
  app: string,
  args: readonly string[],
  home: string,
  env: NodeJS.ProcessEnv = {},
): Running {
  const file = join(workspace, 'dist', 'apps', app, 'main.js');
  const child = spawn(process.execPath, [file, ...args], {
    cwd: workspace,
    env: { ...process.env, PLATFORM_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
  return {
    process: child,
    outcome: once(child, 'close').then(([code]) => ({ code: code as number | null, ...out })),
  };
}

/** Runs an app to its end. */
export const run = (
  app: string,
  args: readonly string[],
  home: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> => start(app, args, home, env).outcome;

/** Runs an app that must succeed, and answers the JSON it printed. */
export async function runJson<T>(
  app: string,
  args: readonly string[],
  home: string,
  env: NodeJS.ProcessEnv = {},
): Promise<T> {
  const { code, stdout, stderr } = await run(app, [...args, '--json'], home, env);
  if (code !== 0) throw new Error(`${app} ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as T;
}

export const status = (home: string): Promise<Status> => runJson<Status>('platform', ['status'], home);

/** A home of its own in a temporary folder; `remove` stops what runs in it. */
export function scratchHome(): { path: string; remove: () => Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'clickstream-e2e-'));
  return {
    path,
    remove: async () => {
      await run('platform', ['down', '--purge'], path);
      for (const left of [path, `${path}.json`]) rmSync(left, { recursive: true, force: true });
    },
  };
}
