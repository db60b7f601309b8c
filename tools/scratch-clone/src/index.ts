import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const workspace = join(__dirname, '../../..');
/** What set-up made and git ignores: taken over, not made again. */
const SHARED = ['.venv', '.platform/jars', '.platform/python/ci-cd'];
/** Ends with 0 when every step of set-up is done, so that no npm script of a clone does one again. */
const IS_SET_UP = `
  const steps = { packages: 'packages', python: 'python', jars: 'jars', ciTools: 'ci-tools' };
  const done = async ([step, file]) => (await import(\`./tools/setup/src/\${file}.mjs\`))[step].isDone();
  process.exit((await Promise.all(Object.entries(steps).map(done))).every(Boolean) ? 0 : 1);`;

const GIT = { 'user.name': 'e2e', 'user.email': 'e2e@example.com', 'commit.gpgsign': 'false' };

export interface Outcome {
  readonly code: number | null;
  /** stdout and stderr. */
  readonly output: string;
}

/** A clone of this workspace as it stands, uncommitted changes included, with a repository of its own. */
export class ScratchClone {
  readonly root: string;

  /** @throws Error when the workspace is not set up: set-up in the clone would reach into what it shares. */
  constructor() {
    const setUp = spawnSync(process.execPath, ['--input-type=module', '--eval', IS_SET_UP], {
      cwd: workspace,
    });
    if (setUp.status !== 0)
      throw new Error('the workspace is not set up; run: node tools/setup/main.mjs setup');
    this.root = mkdtempSync(join(tmpdir(), 'scratch-clone-'));
    for (const file of filesOf(workspace)) {
      mkdirSync(dirname(join(this.root, file)), { recursive: true });
      copyFileSync(join(workspace, file), join(this.root, file));
    }
    // A folder of links and no link to the folder: npm empties node_modules before it installs.
    mkdirSync(join(this.root, 'node_modules'));
    for (const entry of readdirSync(join(workspace, 'node_modules')))
      symlinkSync(join(workspace, 'node_modules', entry), join(this.root, 'node_modules', entry));
    for (const folder of SHARED) {
      mkdirSync(dirname(join(this.root, folder)), { recursive: true });
      symlinkSync(join(workspace, folder), join(this.root, folder));
    }
    this.git('init', '--quiet', '--initial-branch=main');
    for (const [key, value] of Object.entries(GIT)) this.git('config', key, value);
    this.commit('the workspace');
  }

  /** Runs a line of shell from the root, without a daemon and without what an outer Nx told its tasks. */
  run(command: string, env: NodeJS.ProcessEnv = {}): Outcome {
    const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...outside(process.env), NX_DAEMON: 'false', NX_TUI: 'false', ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, output: stdout + stderr };
  }

  /** @throws Error with everything it printed unless it ends with 0. @returns What it printed on stdout and stderr. */
  mustRun(command: string): string {
    const { code, output } = this.run(command);
    if (code !== 0) throw new Error(`${command}: exit code ${code}\n${output}`);
    return output;
  }

  /** @returns The JSON that a command of Nx prints. */
  nx<T>(args: string): T {
    return JSON.parse(this.mustRun(`npx --loglevel=error nx ${args} 2>/dev/null`)) as T;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8' });
  }

  /** @returns The commit. */
  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** What differs from the last commit, as `git status` says it. */
  changes(): string[] {
    return this.git('status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean);
  }

  /** Back to the last commit. */
  restore(): void {
    this.git('reset', '--quiet', '--hard');
    this.git('clean', '--quiet', '-fd');
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The files that git tracks, or would track. */
function filesOf(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const isFile = (file: string): boolean =>
    existsSync(join(root, file)) && statSync(join(root, file)).isFile();
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && isFile(file));
}

const outside = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(NX|JEST|NODE_ENV|SWC|FORCE_COLOR)/.test(name)),
  );
