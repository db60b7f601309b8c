import { execFileSync } from 'node:child_process';

/** Writes what is derived from the events of a pipeline. @throws Error when they do not compile. */
export function compileContracts(workspace: string, pipeline: string): void {
  run(workspace, 'libs/schema/src/main.ts', 'compile', pipeline);
}

/** The same, after publishing the first version of each event. @throws Error when they do not compile. */
export function publishContracts(workspace: string, pipeline: string): void {
  run(workspace, 'libs/schema/src/main.ts', 'publish', pipeline);
}

/**
 * What is derived from the events of pipelines, by path from the workspace; nothing is written.
 *
 * @throws Error when they do not compile.
 */
export function readDerived(workspace: string, pipelines: readonly string[]): Readonly<Record<string, string>> {
  return JSON.parse(run(workspace, 'tools/pipeline-plugin/src/derived/main.ts', ...pipelines)) as Record<string, string>;
}

/** In a process of its own, because this one may hold older contracts: Nx keeps the modules of a plugin loaded. */
function run(workspace: string, program: string, ...args: string[]): string {
  return execFileSync(process.execPath, ['-r', '@swc-node/register', program, ...args], {
    cwd: workspace,
    encoding: 'utf8',
    env: { ...process.env, SWC_NODE_PROJECT: 'tsconfig.base.json' },
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
