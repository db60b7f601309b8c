import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const WORKSPACE = join(__dirname, '../../..');
export const EMULATOR_PYTHON = join(WORKSPACE, '.platform/python/snowflake-emulator/bin/python');
const SERVER = join(WORKSPACE, 'tools/snowflake-emulator/server.py');
const READY_WITHIN_MS = 60_000;

/** The emulator of `tools/snowflake-emulator`, on a free port, in memory. */
export interface Emulator {
  /** Base address. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startEmulator(): Promise<Emulator> {
  const port = await freePort();
  const child = spawn(EMULATOR_PYTHON, [SERVER, '--port', String(port)], {
    stdio: 'ignore',
  });
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
