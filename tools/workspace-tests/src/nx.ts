import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Answers, Questions } from './ask-nx';

export const workspace = join(__dirname, '../../..');
const NX = join(workspace, 'node_modules/nx/dist/bin/nx.js');

export interface Project {
  readonly name: string;
  readonly root: string;
  readonly tags: readonly string[];
  readonly targets: Readonly<Record<string, Target>>;
  /** Names of the projects that this one depends on directly. */
  readonly dependencies: readonly string[];
}

export interface Target {
  readonly cache?: boolean;
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly string[];
}

interface PrintedGraph {
  readonly graph: {
    readonly nodes: Record<
      string,
      { data: { root: string; tags?: string[]; targets?: Record<string, Target> } }
    >;
    readonly dependencies: Record<string, { target: string }[]>;
  };
}

/** The projects as Nx itself sees them. */
export function readProjects(): Map<string, Project> {
  const { graph } = nx<PrintedGraph>('graph', '--print');
  return new Map(
    Object.entries(graph.nodes).map(([name, { data }]) => {
      const dependencies = (graph.dependencies[name] ?? []).map(({ target }) => target);
      return [
        name,
        { name, root: data.root, tags: data.tags ?? [], targets: data.targets ?? {}, dependencies },
      ];
    }),
  );
}

/** Asks Nx all at once. */
export const askNx = (questions: Questions): Answers =>
  JSON.parse(
    execFileSync(process.execPath, ['-r', '@swc-node/register', join(__dirname, 'ask-nx.ts')], {
      cwd: workspace,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', SWC_NODE_PROJECT: 'tsconfig.base.json' },
      input: JSON.stringify(questions),
      maxBuffer: 64 * 1024 * 1024,
    }),
  ) as Answers;

/** What the command of Nx says of one file. */
export const shownAsAffected = (file: string): string[] =>
  nx<string[]>('show', 'projects', '--affected', `--files=${file}`, '--json').sort();

/** The files that the cache key of a task is made from, as the command of Nx says. */
export const shownAsInputs = (task: string): string[] =>
  nx<{ files: string[] }>('show', 'target', 'inputs', task, '--json').files;

function nx<T>(...args: string[]): T {
  const printed = execFileSync(process.execPath, [NX, ...args], {
    cwd: workspace,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(printed) as T;
}
