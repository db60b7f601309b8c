import { existsSync } from 'node:fs';
import { join } from 'node:path';
import affected from './affected.json';
import inputs from './inputs.json';
import { affectedBy, inputFilesOf, workspace } from './nx';

it.each([...affected, ...inputs])('the tables speak of files there are: $changed', ({ changed }) => {
  expect(existsSync(join(workspace, changed))).toBe(true);
});

it.each(affected)('a change of $changed runs exactly what depends on it', ({ changed, affected }) => {
  expect(affectedBy([changed])).toEqual(affected);
});

const tasks = [...new Set(inputs.flatMap(({ reruns }) => reruns))];
const filesByTask = new Map(tasks.map((task) => [task, inputFilesOf(task)]));

it.each(inputs)(
  'a change of $changed re-runs $reruns instead of replaying the cache',
  ({ changed, reruns }) => {
    expect(reruns.filter((task) => !filesByTask.get(task)?.includes(changed))).toEqual([]);
  },
);
