import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { PlatformError } from '@clickstream/errors';
import type { Workbench } from './workbench';

export interface AppRun {
  readonly args: readonly string[];
  /** Not for an app that has no environment to work in. */
  readonly environment?: false;
  readonly signal: AbortSignal;
  /** Each line that the app writes to stderr: its progress. */
  readonly onProgress?: (line: string) => void;
  /** Codes of failures that are an answer to the caller. */
  readonly accept?: readonly string[];
}

/**
 * Runs another app of the workspace against this home, with `--json`, and answers what it printed.
 * The apps are separate programs with separate owners; this is how they meet.
 *
 * @returns undefined when the app failed with an accepted code before it printed anything.
 * @throws PlatformError with the code and words of the app's own last line; AbortError after the app has stopped.
 */
export async function runApp(bench: Workbench, app: string, run: AppRun): Promise<unknown> {
  run.signal.throwIfAborted();
  const file = join(bench.workspace, 'dist', 'apps', app, 'main.js');
  const place = run.environment === false ? [] : ['--env', 'local'];
  const child = spawn(process.execPath, [file, ...run.args, ...place, '--json'], {
    cwd: bench.workspace,
    env: { ...process.env, PLATFORM_HOME: bench.home.root },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Not the spawn option `signal`: it would reject at once, while the app is still flushing what it holds.
  const stop = (): void => void child.kill('SIGTERM');
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    const { code, stdout, lastLine } = await collect(child, run.onProgress);
    run.signal.throwIfAborted();
    if (code === 0) return JSON.parse(stdout) as unknown;
    const failure = appFailed(lastLine || `exit code ${code}`, `${app} ${run.args.join(' ')}`);
    if (!run.accept?.includes(failure.code)) throw failure;
    return stdout === '' ? undefined : (JSON.parse(stdout) as unknown);
  } finally {
    run.signal.removeEventListener('abort', stop);
  }
}

async function collect(
  child: ReturnType<typeof spawn>,
  onProgress: AppRun['onProgress'],
): Promise<{ code: number | null; stdout: string; lastLine: string }> {
  const out: string[] = [];
  let lastLine = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
    lastLine = line;
    onProgress?.(line);
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  return { code, stdout: out.join(''), lastLine };
}

/** The app said `CODE  message`: its code and its words are what the person must see. */
function appFailed(lastLine: string, where: string): PlatformError {
  const said = /^(?<code>[A-Z][A-Z_]+) {2}(?<message>.*)$/.exec(lastLine)?.groups;
  return new PlatformError({
    code: said?.['code'] ?? 'APP_FAILED',
    message: said?.['message'] ?? lastLine,
    where,
  });
}
