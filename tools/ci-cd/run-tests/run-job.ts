import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ScratchClone } from '@clickstream/scratch-clone';
import { readActions, type Job, type Step } from '../workflow-tests/workflows';

/** What stands for the actions of others: on this machine they have nothing to do. */
const ON_THIS_MACHINE = new Set([
  'actions/checkout', // the clone
  'nrwl/nx-set-shas', // NX_BASE and NX_HEAD are given
  'actions/setup-node',
  'actions/setup-java',
  'actions/setup-python',
  'hashicorp/setup-terraform',
  'docker/setup-buildx-action', // see the stand-in for docker
]);
/** Conditions that hold whatever happened before. */
const ALWAYS = new Set(['${{ !cancelled() }}', '${{ always() }}']);
/** Conditions of our actions, with the inputs they have by default. */
const BY_DEFAULT = new Set(["${{ inputs.install == 'true' }}"]);

export interface Ran {
  readonly result: 'success' | 'failure';
  /** What Nx ran, sorted, like `producer:lint`; what it only replayed too. */
  readonly tasks: readonly string[];
  /** What of it failed. */
  readonly failed: readonly string[];
  /** What `docker` was asked for. */
  readonly docker: readonly string[];
  readonly output: string;
}

/**
 * Runs the steps of a job in a clone, in their order, as GitHub would: after a failure only those that run always.
 *
 * @param base Commit that affected-only commands compare with.
 * @param needs Results of the jobs that it needs.
 */
export function runJob(
  clone: ScratchClone,
  job: Job,
  base: string,
  needs: Readonly<Record<string, Ran>> = {},
): Ran {
  const calls = standInForDocker(clone);
  const env = {
    CI: 'true',
    NX_BASE: base,
    NX_HEAD: 'HEAD',
    NEEDS: JSON.stringify(
      Object.fromEntries(Object.entries(needs).map(([name, { result }]) => [name, { result }])),
    ),
    PATH: `${dirname(calls)}:${process.env['PATH']}`,
    DOCKER_CALLS: calls,
  };
  let result: Ran['result'] = 'success';
  let output = '';
  for (const { run, if: condition } of (job.steps ?? []).flatMap(expand)) {
    if (run === undefined || (result === 'failure' && !ALWAYS.has(condition ?? ''))) continue;
    const step = clone.run(run, env);
    output += `$ ${run}\n${stripVTControlCharacters(step.output)}\n`;
    if (step.code !== 0) result = 'failure';
  }
  const tasks = [...output.matchAll(/^> nx run (\S+)/gm)].map(([, task = '']) => task);
  const failed = [...output.matchAll(/^- (\S+:\S+)$/gm)].map(([, task = '']) => task);
  return { result, tasks: [...new Set(tasks)].sort(), failed, docker: asked(clone, calls), output };
}

/** The steps of our own actions in the place of the action. @throws Error for an action that nothing here stands for. */
function expand(step: Step): Step[] {
  if (step.if && !ALWAYS.has(step.if) && !BY_DEFAULT.has(step.if))
    throw new Error(`if: ${step.if}: not known here`);
  if (!step.uses) return [step];
  if (step.uses.startsWith('$/')) {
    const own = readActions().find(({ file }) => file === `${step.uses?.slice(2)}/action.yml`);
    if (!own) throw new Error(`uses: ${step.uses}: no such action`);
    return own.steps.flatMap(expand);
  }
  const action = step.uses.split('@')[0] ?? '';
  if (!ON_THIS_MACHINE.has(action)) throw new Error(`uses: ${action}: nothing stands for it here`);
  return [];
}

/** No engine is asked for: a program that writes down what it was called with takes the name of docker. */
function standInForDocker(clone: ScratchClone): string {
  const bin = join(clone.root, '.platform', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'docker'), '#!/bin/sh\necho "$@" >> "$DOCKER_CALLS"\n', { mode: 0o755 });
  const calls = join(bin, 'calls');
  writeFileSync(calls, '');
  return calls;
}

const asked = (clone: ScratchClone, calls: string): string[] =>
  clone.read(calls.slice(clone.root.length)).split('\n').filter(Boolean);
