import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './check-command';
import { Tree } from './check-path';

export const workspace = join(__dirname, '../../..');
const NX = join(workspace, 'node_modules/nx/dist/bin/nx.js');

const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(workspace, path), 'utf8')) as T;

/** The files that git tracks, or would track. */
export function readTree(): { tree: Tree; files: string[] } {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspace,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter((file) => file && existsSync(join(workspace, file)));
  return { tree: new Tree(files), files };
}

/** What the commands of this workspace can name; help texts are asked of the built apps, once each. */
export function readWorld(tree: Tree, files: readonly string[]): World {
  const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
  const generators = files
    .filter((file) => /^tools\/[\w-]+\/generators\.json$/.test(file))
    .flatMap((file) => Object.keys(readJson<{ generators: object }>(file).generators));
  const helps = new Map<string, string | undefined>();
  return {
    scripts: new Set(Object.keys(scripts)),
    targets: readTargets(),
    generators: new Set(generators),
    exists: (path) => tree.has(path),
    help(app, words) {
      const key = [app, ...words].join(' ');
      if (!helps.has(key)) helps.set(key, askHelp(app, words));
      return helps.get(key);
    },
  };
}

function readTargets(): Map<string, Set<string>> {
  const printed = execFileSync(process.execPath, [NX, 'graph', '--print'], {
    cwd: workspace,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
    maxBuffer: 64 * 1024 * 1024,
  });
  const { graph } = JSON.parse(printed) as {
    graph: { nodes: Record<string, { data: { targets?: object } }> };
  };
  return new Map(
    Object.entries(graph.nodes).map(([name, { data }]) => [name, new Set(Object.keys(data.targets ?? {}))]),
  );
}

function askHelp(app: string, words: readonly string[]): string | undefined {
  const file = join(workspace, 'dist/apps', app, 'main.js');
  const { status, stdout } = spawnSync(process.execPath, [file, ...words, '--help'], {
    cwd: workspace,
    encoding: 'utf8',
  });
  return status === 0 ? stdout : undefined;
}
