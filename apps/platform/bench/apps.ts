import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';
import { meter, type Taken } from './meter';

/** The compiler that lasting throughput is measured with; a local platform takes the quick one. */
const FULL_JIT = { PLATFORM_SPARK_JIT: 'full' };

/** Starts an app against a home; its progress goes to stderr. */
export function start(app: string, args: readonly string[], home: string): ChildProcess {
  const workspace = findWorkspace();
  return spawn(process.execPath, [join(workspace, 'dist/apps', app, 'main.js'), ...args], {
    cwd: workspace,
    env: { ...process.env, ...FULL_JIT, PLATFORM_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

export async function runJson<T>(app: string, args: readonly string[], home: string): Promise<T> {
  return (await measured<T>(app, start(app, [...args, '--json'], home))).result;
}

/** Lets a program run to its end. @returns The JSON on its last line or as its whole output, and what it took. */
export async function measured<T>(name: string, child: ChildProcess): Promise<{ result: T; taken: Taken }> {
  const taken = meter(child.pid as number);
  const out: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${out.join('').slice(-2_000)}`);
  return { result: JSON.parse(out.join('')) as T, taken: taken() };
}
