import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const WORKSPACE = join(__dirname, '../../..');
const FIXTURE = join(__dirname, 'emulator');
const READY_WITHIN_MS = 60_000;

/** The emulator of `emulator/README.md`, on a free port. */
export interface Emulator {
  /** Base address. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startEmulator(): Promise<Emulator> {
  const python = environmentOf(join(FIXTURE, 'requirements.txt'));
  const port = await freePort();
  const child = spawn(python, [join(FIXTURE, 'server.py'), String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await untilListening(child, port);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A Python of its own for the emulator, made once: its packages would not agree with those of Spark's jobs. */
function environmentOf(requirements: string): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const folder = join(WORKSPACE, '.platform', 'snowflake-emulator');
  const [python, stamp] = [join(folder, 'bin/python'), join(folder, 'requirements.sha256')];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return python;
  mkdirSync(folder, { recursive: true });
  execFileSync(join(WORKSPACE, '.venv/bin/python'), ['-m', 'venv', '--clear', folder]);
  // The versions agree; the packages' own demands do not say so.
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirements]);
  writeFileSync(stamp, hash);
  return python;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const answers = await fetch(`http://127.0.0.1:${port}/session`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(100);
  }
  throw new Error('the Snowflake emulator did not start');
}
