import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import affected from './affected.json';
import inputs from './inputs.json';
import { askNx, readProjects, shownAsAffected, shownAsInputs, workspace } from './nx';

it.each([...affected, ...inputs])('the tables speak of files there are: $changed', ({ changed }) => {
  expect(existsSync(join(workspace, changed))).toBe(true);
});

const LOCK = 'package-lock.json';
const lock = readFileSync(join(workspace, LOCK), 'utf8');
/** The lock file as it was before a package was upgraded. */
function lockBefore(upgraded: string): string {
  const packages = JSON.parse(lock) as { packages: Record<string, { version: string }> };
  const entry = packages.packages[`node_modules/${upgraded}`];
  if (!entry) throw new Error(`${LOCK} has no ${upgraded}`);
  entry.version = '0.0.1';
  return JSON.stringify(packages);
}

const UPGRADED = {
  kafkajs: [
    'docs-tests',
    'house-rules',
    'kafka',
    'platform',
    'producer',
    'proof-tests',
    'reconcile',
    'workspace-tests',
  ],
};
const REMOVED_PIPELINE = 'libs/pipelines/removed/pipeline.json';

const upgrades = Object.entries(UPGRADED);
const tasks = [...new Set(inputs.flatMap(({ reruns }) => reruns))];
const { affected: answers, files } = askNx({
  changes: [
    ...affected.map(({ changed }) => ({ file: changed })),
    ...upgrades.map(([name]) => ({ file: LOCK, before: lockBefore(name) })),
    { file: REMOVED_PIPELINE },
  ],
  tasks,
});
const afterUpgrade = answers.slice(affected.length);

it.each(affected.map((row, index) => ({ ...row, answer: answers[index] })))(
  'a change of $changed runs exactly what depends on it',
  ({ affected: expected, answer }) => {
    expect(answer).toEqual(expected);
  },
);

it.each(upgrades.map(([name, expected], index) => ({ name, expected, answer: afterUpgrade[index] })))(
  'an upgrade of $name runs exactly what depends on it, not all that has a package',
  ({ expected, answer }) => {
    expect(answer).toEqual(expected);
  },
);

it('a pipeline that was removed runs everything: who depended on it can no longer be asked', () => {
  expect(existsSync(join(workspace, REMOVED_PIPELINE))).toBe(false);
  expect(answers.at(-1)).toEqual([...readProjects().keys()].sort());
});

const filesByTask = new Map(tasks.map((task, index) => [task, files[index]]));

it.each(inputs)(
  'a change of $changed re-runs $reruns instead of replaying the cache',
  ({ changed, reruns }) => {
    expect(reruns.filter((task) => !filesByTask.get(task)?.includes(changed))).toEqual([]);
  },
);

it('says what the commands of Nx say', () => {
  const [{ changed } = { changed: '' }] = affected;
  expect(answers[0]).toEqual(shownAsAffected(changed));
  const [task = ''] = tasks;
  expect([...(filesByTask.get(task) ?? [])].sort()).toEqual([...shownAsInputs(task)].sort());
});
