import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { platformDir, workspace } from './paths.mjs';
import { Interrupted, SetupError } from './errors.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const HEARTBEAT_MS = 10_000;

/** Runs the real command in the foreground and answers its exit code; a signal to us is a signal to it. */
export function exec(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    // Before the child is there: a signal that comes while it starts must not leave it behind.
    const forward = (signal) => child.kill(signal);
    for (const signal of FORWARDED) process.on(signal, forward);
    const child = spawn(command, args, { cwd: workspace, stdio: 'inherit', env });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of FORWARDED) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * Runs one set-up step with its output in a log, a line when it starts, ends, and every ten seconds between.
 *
 * @throws {SetupError} with the end of the output and the log's path when the step fails.
 */
export function step(label, command, args, env = {}) {
  const logFile = join(platformDir, 'logs', `setup-${label.toLowerCase().replaceAll(/\W+/g, '-')}.log`);
  mkdirSync(join(platformDir, 'logs'), { recursive: true });
  const log = createWriteStream(logFile);
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let lastLine = '';
  return new Promise((resolve, reject) => {
    let interrupted = false;
    // Before the child is there: a signal that comes while it starts must not leave it behind.
    const interrupt = () => {
      interrupted = true;
      process.kill(-child.pid, 'SIGTERM');
    };
    for (const signal of FORWARDED) process.on(signal, interrupt);
    // A process group of its own, so that Ctrl-C reaches the children of npm, pip and Maven too.
    const child = spawn(command, args, { cwd: workspace, env: { ...process.env, ...env }, detached: true });
    const heartbeat = setInterval(
      () => console.error(`  ${label} ... ${seconds()}  ${lastLine.slice(0, 90)}`),
      HEARTBEAT_MS,
    );
    const keep = (chunk) => {
      log.write(chunk);
      lastLine = chunk.toString().trimEnd().split('\n').at(-1)?.trim() || lastLine;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    console.error(`  ${label} ...`);
    const settle = (outcome) => {
      clearInterval(heartbeat);
      for (const signal of FORWARDED) process.off(signal, interrupt);
      log.end(outcome);
    };
    child.on('error', (error) =>
      settle(() => reject(new SetupError(`${label}: ${error.message}`, 'see the message'))),
    );
    child.on('close', (code) =>
      settle(() => {
        if (interrupted) return reject(new Interrupted(label));
        if (code === 0) {
          console.error(`  ${label}: done in ${seconds()}`);
          return resolve();
        }
        reject(
          new SetupError(
            `${label} failed: ${lastLine}`,
            `read ${logFile}, then run the same command again`,
            1,
          ),
        );
      }),
    );
  });
}
