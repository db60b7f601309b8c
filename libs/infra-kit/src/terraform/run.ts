import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PlatformError, messageOf } from '@clickstream/errors';

export interface TerraformRun {
  /** Folder of the stack. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Terraform then ends what it does, saves what it did, and stops. */
  readonly signal?: AbortSignal;
  /** Called with each line of its output as it comes. */
  readonly onLine?: (line: string) => void;
  /** Exit codes that are no failure; 0 unless told. */
  readonly accept?: readonly number[];
}

export interface TerraformResult {
  readonly code: number;
  readonly stdout: string;
}

/** Enough to say what went wrong, however much it says. */
const STDERR_MAX = 64 * 1024;

/**
 * Runs one command of Terraform.
 *
 * @throws PlatformError NO_TERRAFORM; TERRAFORM_FAILED with what it complains about. AbortError when it was stopped.
 */
export function runTerraform(args: readonly string[], run: TerraformRun): Promise<TerraformResult> {
  const { cwd, env, signal, onLine, accept = [0] } = run;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', args, {
      cwd,
      env: { ...env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that Ctrl-C in a terminal reaches it once, from us: at the second it drops everything.
      detached: true,
    });
    const stdout: string[] = [];
    let stderr = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      stdout.push(line);
      onLine?.(line);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = `${stderr}${chunk}`.slice(-STDERR_MAX);
    });
    const stop = (): boolean => child.kill('SIGINT');
    signal?.addEventListener('abort', stop);
    child.once('error', (error) => reject(notStarted(error)));
    child.once('close', (code) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted)
        reject(isTimeout(signal.reason) ? failed(args[0] ?? '', cwd, 'it took too long') : signal.reason);
      else if (code !== null && accept.includes(code)) resolve({ code, stdout: stdout.join('\n') });
      else reject(failed(args[0] ?? '', cwd, complaint(stdout, stderr)));
    });
  });
}

const isTimeout = (reason: unknown): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError';

/** With `-json` complaints are lines of stdout; else they are on stderr. */
function complaint(stdout: readonly string[], stderr: string): string {
  const said = stdout.flatMap((line) => {
    if (!line.startsWith('{"@level":"error"')) return [];
    const { diagnostic, ...entry } = JSON.parse(line) as {
      '@message': string;
      diagnostic?: { summary: string; detail: string; address?: string };
    };
    return diagnostic
      ? [`${diagnostic.address ? `${diagnostic.address}: ` : ''}${diagnostic.summary} ${diagnostic.detail}`]
      : [entry['@message']];
  });
  return said.join('; ').replace(/\s+/g, ' ').trim() || stderr.trim() || 'it said nothing';
}

function notStarted(cause: NodeJS.ErrnoException): PlatformError {
  if (cause.code !== 'ENOENT') return failed('', '', messageOf(cause));
  return new PlatformError({
    code: 'NO_TERRAFORM',
    message: 'terraform is not installed',
    next: 'install Terraform 1.11 or newer and put it on PATH',
    exitCode: 2,
    cause,
  });
}

function failed(command: string, where: string, message: string): PlatformError {
  return new PlatformError({
    code: 'TERRAFORM_FAILED',
    message,
    where: `terraform ${command} in ${where}`,
    next:
      command === 'init'
        ? 'without access to the provider registry, let TF_PLUGIN_MIRROR name a folder that holds the providers'
        : 'correct what it complains about and run the same command again: it goes on where it was',
  });
}
