import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';

/** A running emulation of AWS in memory. What was made in it is gone when it stops. */
export interface AwsEmulator {
  /** http://127.0.0.1:<a free port>, for all services. */
  readonly endpoint: string;
  /** The account that its answers name. */
  readonly account: string;
  /** Leads every AWS SDK and Terraform there, with credentials that are no secret and no profile of the person. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const ACCOUNT = '123456789012';
/** Importing all services takes a second or two; on a busy machine many. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const SAID_MAX = 4_000;

type Server = ChildProcessByStdio<Writable, Readable, Readable>;

const lineSchema = z.object({ endpoint: z.url() });

/**
 * Starts moto (tools/aws-emulator) on a free port. Its Python environment is made first where it is missing, with
 * progress on stderr. It ends with this process, however that ends.
 *
 * @param workspace Folder of the clone.
 * @throws PlatformError AWS_EMULATOR_FAILED with what it said last.
 */
export async function startAwsEmulator(workspace: string): Promise<AwsEmulator> {
  await ensureEnvironment(workspace);
  const server = spawn(python(workspace), [join(workspace, 'tools/aws-emulator/emulator.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal must not take it from under a run that still cleans up.
    detached: true,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const endpoint = await addressOf(server);
  return {
    endpoint,
    account: ACCOUNT,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'emulated',
      AWS_SECRET_ACCESS_KEY: 'emulated',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    stop: () => stop(server),
  };
}

const python = (workspace: string): string => join(workspace, '.platform/python/aws-emulator/bin/python');

/** Asks the set-up each time: it answers at once when nothing is to be done, and knows when the lock file changed. */
async function ensureEnvironment(workspace: string): Promise<void> {
  const setup = spawn(process.execPath, [join(workspace, 'tools/setup/main.mjs'), 'setup:aws-emulator'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    setup.on('error', reject);
    setup.on('close', resolve);
  });
  if (code === 0 && existsSync(python(workspace))) return;
  throw failed('its Python environment could not be made');
}

/** The line that the server prints once it listens. */
function addressOf(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => server.kill('SIGKILL'), START_TIMEOUT_MS);
    server.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-SAID_MAX);
    });
    server.once('error', reject);
    server.once('close', () => {
      clearTimeout(timer);
      reject(failed(said.trim().split('\n').at(-1) || `it did not start in ${START_TIMEOUT_MS / 1000} s`));
    });
    createInterface({ input: server.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(lineSchema.parse(JSON.parse(line)).endpoint);
    });
  });
}

async function stop(server: Server): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('close', resolve));
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
  server.stdin.end();
  await ended;
  clearTimeout(timer);
}

function failed(message: string): PlatformError {
  return new PlatformError({
    code: 'AWS_EMULATOR_FAILED',
    message: `the emulation of AWS does not run: ${message}`,
    where: 'tools/aws-emulator',
    next: 'node tools/setup/main.mjs setup:aws-emulator',
  });
}
