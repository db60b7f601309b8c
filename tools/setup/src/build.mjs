import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './paths.mjs';
import { step } from './exec.mjs';
import { isStamped, stamp } from './stamp.mjs';

const apps = ['platform', 'producer', 'job-submitter', 'snowflake-loader'];
const sources = ['apps', 'libs', 'package-lock.json', 'tsconfig.base.json', 'nx.json'];
const outputs = apps.map((app) => join(workspace, 'dist', 'apps', app, 'main.js'));
const stampFile = join(workspace, 'dist', '.platform-stamp');

/** Builds the apps through Nx when a source changed since; asking Nx each time would cost seconds at every command. */
export async function build() {
  const newest = String(newestChange(sources.map((source) => join(workspace, source))));
  if (outputs.every(existsSync) && isStamped(stampFile, newest)) return;
  await step('Build', 'npx', ['nx', 'run-many', '-t', 'build', '-p', apps.join(',')], { NX_DAEMON: 'false' });
  stamp(stampFile, newest);
}

/** Milliseconds of the youngest file or folder; a folder is as young as its last added or removed entry. */
function newestChange(paths) {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(path);
      const inside = stat.isDirectory() ? readdirSync(path).map((entry) => join(path, entry)) : [];
      return Math.max(stat.mtimeMs, inside.length > 0 ? newestChange(inside) : 0);
    }),
  );
}
