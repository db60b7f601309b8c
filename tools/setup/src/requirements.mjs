import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { SetupError } from './errors.mjs';

/** What a first set-up writes: packages, PySpark, jars, and room for the data of a demo. */
const DISK_NEEDED_GB = 5;

export function refuseWindows(platform) {
  if (platform !== 'win32') return;
  throw new SetupError(
    'Spark is not run on Windows itself',
    'use WSL2 or the compose file (docker/compose.yaml)',
  );
}

/** The programs a fresh machine must have, as data: how to ask for the version, and which are good enough. */
export const programs = {
  java: {
    candidates: ['java'],
    args: ['-version'],
    version: /version "(\d+)/,
    accept: (major) => major >= 17,
    wanted: 'Java 17 or newer',
  },
  maven: {
    candidates: ['mvn'],
    args: ['-version'],
    version: /Apache Maven (\d+)/,
    accept: (major) => major >= 3,
    wanted: 'Maven 3 (mvn)',
  },
  python: {
    candidates: ['python3.11', 'python3'],
    args: ['--version'],
    version: /Python 3\.(\d+)/,
    accept: (minor) => minor >= 11,
    wanted: 'Python 3.11 or newer (python3)',
  },
};

/**
 * Finds each program by running it.
 *
 * @returns {Record<string, string>} The command to use for each name.
 * @throws {SetupError} that names everything missing at once, with the version found where there is one.
 */
export function requirePrograms(names, run = runProgram) {
  const found = {};
  const missing = [];
  for (const name of names) {
    const { candidates, args, version, accept, wanted } = programs[name];
    const seen = candidates.map((command) => ({ command, version: run(command, args)?.match(version)?.[1] }));
    const good = seen.find((candidate) => candidate.version && accept(Number(candidate.version)));
    const old = seen.find((candidate) => candidate.version);
    if (good) found[name] = good.command;
    else missing.push(old ? `${wanted} (found ${old.version})` : wanted);
  }
  if (missing.length > 0) {
    throw new SetupError(
      `missing on this machine: ${missing.join(', ')}`,
      'install it and run the same command again',
    );
  }
  return found;
}

function runProgram(command, args) {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? undefined : stdout + stderr;
}

/** @throws {SetupError} when the disk would fill up half-way. */
export function requireDisk(folder, statfs = statfsSync) {
  const { bavail, bsize } = statfs(folder);
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb >= DISK_NEEDED_GB) return;
  throw new SetupError(
    `${freeGb.toFixed(1)} GB free on the disk of ${folder}, ${DISK_NEEDED_GB} GB needed`,
    'free some space and run the same command again',
  );
}
