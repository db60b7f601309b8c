import { spawnSync } from 'node:child_process';
import { exec } from './exec.mjs';
import { SetupError } from './errors.mjs';
import { workspace } from './paths.mjs';

const quiet = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };

/** Runs a suite through Nx; the arguments are the suite's own. */
export function runSuite({ project, target }, args) {
  const nx = ['nx', 'run', `${project}:${target}`, '--output-style=stream-without-prefixes', ...args];
  return exec('npx', nx, quiet);
}

/**
 * The suites that the projects offer: a target `bench-<suite>`, or plainly `bench` for a suite of the project's name.
 *
 * @param {Record<string, { data: { targets?: Record<string, { metadata?: { description?: string } }> } }>} nodes
 *   The projects of Nx' graph.
 */
export function suitesOf(nodes) {
  return Object.entries(nodes)
    .flatMap(([project, { data }]) =>
      Object.entries(data.targets ?? {}).flatMap(([target, { metadata }]) => {
        const match = /^bench(?:-(.+))?$/.exec(target);
        const description = metadata?.description ?? '';
        return match ? [{ suite: match[1] ?? project, project, target, description }] : [];
      }),
    )
    .sort((a, b) => (a.suite < b.suite ? -1 : 1));
}

/** @throws {SetupError} that names the suites there are. */
export function findSuite(suites, name) {
  const found = suites.find(({ suite }) => suite === name);
  if (found) return found;
  throw new SetupError(
    name === undefined ? 'no suite is named' : `there is no bench "${name}"`,
    `use one of: ${suites.map(({ suite }) => suite).join(', ')}`,
  );
}

export function usage(suites) {
  const width = Math.max(...suites.map(({ suite }) => suite.length)) + 2;
  return [
    'Usage: npm run bench -- <suite>',
    '',
    'Measures a part of the platform beside the bare tool it is built on, in the same run on this machine. Compare the',
    'ratios: the absolute numbers say more about the machine. Let nothing else run meanwhile.',
    '',
    'Suites:',
    ...suites.map(({ suite, description }) => `  ${suite.padEnd(width)}${description}`),
    '',
    'Exit code: 0 when it was measured, 1 when a suite failed, 2 for an unknown suite, 130 when interrupted.',
  ].join('\n');
}

/** Asks Nx for the suites of this workspace. */
export function readSuites() {
  const { status, stdout, stderr } = spawnSync('npx', ['nx', 'graph', '--print'], {
    cwd: workspace,
    encoding: 'utf8',
    env: quiet,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new SetupError(`Nx cannot read the projects: ${stderr.trim()}`, 'see the message', 1);
  return suitesOf(JSON.parse(stdout).graph.nodes);
}
