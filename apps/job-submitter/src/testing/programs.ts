import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findWorkspace } from '@clickstream/config';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The apps of this workspace as programs, run in one folder with one environment. */
export class Programs {
  private readonly dist = join(findWorkspace(__dirname), 'dist', 'apps');

  constructor(
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async run(app: string, ...args: string[]): Promise<Outcome> {
    const options = { cwd: this.cwd, env: { ...process.env, ...this.env }, maxBuffer: 64 << 20 };
    try {
      const program = join(this.dist, app, 'main.js');
      return { code: 0, ...(await promisify(execFile)(process.execPath, [program, ...args], options)) };
    } catch (error) {
      return error as Outcome;
    }
  }

  /** Runs a command that must succeed, and answers the JSON it printed. */
  async json<T>(app: string, ...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run(app, ...args, '--json');
    if (code !== 0) throw new Error(`${app} ${args.join(' ')} ended with ${code}:\n${stderr}`);
    return JSON.parse(stdout) as T;
  }
}
