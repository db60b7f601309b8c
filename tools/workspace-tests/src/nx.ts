import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

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

/** The projects that a change of files touches, sorted. */
export const affectedBy = (files: readonly string[]): string[] =>
  nx<string[]>('show', 'projects', '--affected', `--files=${files.join(',')}`, '--json').sort();

/** The files that the cache key of a task is made from. */
export const inputFilesOf = (task: string): string[] =>
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
