import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongIn } from './check-command';
import { readTree, readWorld, workspace } from './workspace';

const { tree, files } = readTree();
const world = readWorld(tree, files);

it.each(files.filter((file) => /^\.github\/.*\.yml$/.test(file)))(
  '%s runs only commands, options and targets that exist',
  (file) => {
    const runs = [...readFileSync(join(workspace, file), 'utf8').matchAll(/^\s*(?:- )?run: (.+)$/gm)];
    const wrong = runs.flatMap(([, command = '']) => wrongIn(command, world) ?? []);
    expect(wrong).toEqual([]);
  },
);
