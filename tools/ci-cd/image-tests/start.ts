import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { environment, onDisk, translate, type Stage } from './stage';

export interface Outcome {
  readonly code: number | null;
  /** stdout and stderr. */
  readonly output: string;
}

export interface Container {
  /** Runs the health check inside. @returns Its exit code. */
  healthy(): Promise<number | null>;
  /** Asks it to stop, as `docker stop` does, and waits for its end. */
  stop(): Promise<Outcome>;
  /** What it has said so far. */
  output(): string;
}

/** Runs ENTRYPOINT and arguments to the end; without arguments those of CMD. */
export async function runToEnd(stage: Stage, ...args: string[]): Promise<Outcome> {
  const child = execute(stage, [...stage.entrypoint, ...(args.length > 0 ? args : stage.cmd)], {});
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

export interface StartOptions {
  /** The port that the Dockerfile names; a free one takes its place, here and in the health check. */
  readonly port?: number;
  /** Instead of CMD. */
  readonly args?: readonly string[];
}

/** Starts ENTRYPOINT with CMD, or with other arguments, and leaves it running. */
export async function start(
  stage: Stage,
  env: Readonly<Record<string, string>> = {},
  { port, args = stage.cmd }: StartOptions = {},
): Promise<Container> {
  const free = await freePort();
  const withPort = (words: readonly string[]): string[] =>
    words.map((word) => (port ? word.replaceAll(String(port), String(free)) : word));
  const child = execute(stage, withPort([...stage.entrypoint, ...args]), env);
  const output = collect(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  return {
    output,
    async healthy() {
      const check = execute(stage, withPort(stage.health), env);
      return ((await once(check, 'close')) as [number | null])[0];
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return { code, output: output() };
    },
  };
}

function execute(
  stage: Stage,
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(
    translate(stage, file),
    args.map((arg) => translate(stage, arg)),
    {
      cwd: onDisk(stage, '.'),
      env: { ...environment(stage), ...env },
    },
  );
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.on('error', (error) => (text += error.message));
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (text += String(chunk)));
  return () => text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
