import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';

/** The compiler that lasting throughput is measured with; a local platform takes the quick one. */
const FULL_JIT = { PLATFORM_SPARK_JIT: 'full' };

export function start(app: string, args: readonly string[], home: string): ChildProcess {
  const workspace = findWorkspace();
  return spawn(process.execPath, [join(workspace, 'dist/apps', app, 'main.js'), ...args], {
    cwd: workspace,
    env: { ...process.env, ...FULL_JIT, PLATFORM_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Runs an app to its end; its progress goes to stderr. */
export async function run(app: string, args: readonly string[], home: string): Promise<string> {
  const child = start(app, args, home);
  const out: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${app} ${args.join(' ')} ended with ${code}`);
  return out.join('');
}

export async function runJson<T>(app: string, args: readonly string[], home: string): Promise<T> {
  return JSON.parse(await run(app, [...args, '--json'], home)) as T;
}
