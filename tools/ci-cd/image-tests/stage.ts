import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, posix } from 'node:path';

/** A stage of an image: a folder that stands for its root, and what its instructions have set. */
export interface Stage {
  readonly root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  entrypoint: readonly string[];
  cmd: readonly string[];
  health: readonly string[];
  /** The instructions so far: what Docker's layer cache goes by. */
  history: string;
}

export const newStage = (root: string): Stage => ({
  root,
  workdir: '/',
  env: {},
  user: 'root',
  entrypoint: [],
  cmd: [],
  health: [],
  history: '',
});

/** Where a path of the stage lies on this machine. */
export const onDisk = (stage: Stage, path: string): string =>
  join(stage.root, posix.isAbsolute(path) ? path : posix.join(stage.workdir, path));

/** A text of the stage for this machine: folders that the stage has made stand where the stage is. */
export function translate(stage: Stage, text: string): string {
  const own = /(?<![\w.$}-])\/(?:workspace|drivers|jars|app|opt\/spark|platform)(?![\w-])/g;
  return text.replaceAll(own, (path) => join(stage.root, path));
}

/** As COPY does: a folder gives what is in it, a target with a slash at its end is a folder. */
export function copy(from: string, stage: Stage, sources: readonly string[], target: string): void {
  const to = onDisk(stage, target);
  for (const source of sources) {
    const file = join(from, source);
    if (!existsSync(file)) throw new Error(`COPY ${source}: the build context has no such file`);
    const isFolder = statSync(file).isDirectory();
    const into = !isFolder && (target.endsWith('/') || sources.length > 1) ? join(to, basename(file)) : to;
    mkdirSync(join(into, '..'), { recursive: true });
    cpSync(file, into, { recursive: true, verbatimSymlinks: true });
  }
}

/** The environment of a program in the stage: that of this machine, without what the caller is run with. */
export function environment(stage: Stage): NodeJS.ProcessEnv {
  const own = Object.entries(stage.env).map(([key, value]) => [key, translate(stage, value)]);
  const outside = Object.entries(process.env).filter(
    ([name]) => !/^(NX|JEST|NODE|SWC|PLATFORM|SPARK|PYSPARK|PYTHON)/.test(name),
  );
  return { ...Object.fromEntries(outside), ...Object.fromEntries(own) };
}

/** @throws Error with everything the command printed unless it ends with 0. */
export function run(stage: Stage, script: string): void {
  mkdirSync(onDisk(stage, '.'), { recursive: true });
  const { status, stdout, stderr } = spawnSync('sh', ['-c', translate(stage, script)], {
    cwd: onDisk(stage, '.'),
    env: environment(stage),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`RUN ${script}: exit code ${status}\n${stdout}${stderr}`);
}
