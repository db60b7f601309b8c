import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  explanationSchema,
  loadReportSchema,
  verificationSchema,
  type Explanation,
  type LoadReport,
  type Verification,
} from '../src/outputs';

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The loader as a user runs it: its own process, against one warehouse. */
export class LoaderCommand {
  constructor(
    private readonly program: string,
    /** The workspace whose pipelines and contracts it reads. */
    private readonly workspace: string,
    private readonly env: NodeJS.ProcessEnv,
    /** Folder of the warehouse. */
    readonly folder: string,
  ) {}

  get warehouse(): string {
    return join(this.folder, 'warehouse.duckdb');
  }

  get readers(): string {
    return join(this.folder, 'warehouse.read.duckdb');
  }

  /** The same loader in another workspace. */
  in(workspace: string): LoaderCommand {
    return new LoaderCommand(this.program, workspace, this.env, this.folder);
  }

  start(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): { child: ChildProcess; outcome: Promise<Outcome> } {
    const child = spawn(process.execPath, [this.program, ...args], {
      cwd: this.workspace,
      env: { ...process.env, ...this.env, PLATFORM_WAREHOUSE_PATH: this.warehouse, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
    const outcome = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      ...out,
    }));
    return { child, outcome };
  }

  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
    return this.start(args, env).outcome;
  }

  /** Follows the lake. @returns Where it serves its metrics, as soon as it says so. */
  async follow(): Promise<{ child: ChildProcess; outcome: Promise<Outcome>; telemetry: string }> {
    const { child, outcome } = this.start(['load', '--follow', '--poll-seconds', '1', '--json']);
    const said = new Promise<string>((resolve) => {
      child.stderr?.on('data', (text: string) => {
        const address = /metrics at (\S+)\/metrics/.exec(text)?.[1];
        if (address !== undefined) resolve(address);
      });
    });
    const early = outcome.then(({ code, stderr }) => {
      throw new Error(`load --follow ended with ${code}: ${stderr}`);
    });
    return { child, outcome, telemetry: await Promise.race([said, early]) };
  }

  async sql(): Promise<Explanation> {
    return explanationSchema.parse(await this.json(['sql']));
  }

  async load(...args: string[]): Promise<LoadReport> {
    return loadReportSchema.parse(await this.json(['load', '--once', ...args]));
  }

  async rebuild(): Promise<LoadReport> {
    return loadReportSchema.parse(await this.json(['rebuild']));
  }

  /** Whatever the verdict, which is in the answer. */
  async verify(): Promise<Verification> {
    const { stdout, stderr } = await this.run(['verify', '--json']);
    if (!stdout) throw new Error(`verify said: ${stderr}`);
    return verificationSchema.parse(JSON.parse(stdout));
  }

  private async json(args: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.run([...args, '--json']);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  }
}
