import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made from. */
export interface Source {
  /** Like `0.1.0-g3d3c42e5aac5`: every commit has its own, so nothing that was delivered is ever replaced. */
  readonly version: string;
  readonly revision: string;
  readonly commitSeconds: number;
  /** Something differs from the commit. */
  readonly dirty: boolean;
}

/** @throws Error outside a git repository. */
export function readSource(workspace: string): Source {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: workspace, encoding: 'utf8' }).trim();
  const { version } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as {
    version: string;
  };
  const [revision = '', seconds = ''] = git('log', '-1', '--format=%H %ct').split(' ');
  const dirty = git('status', '--porcelain') !== '';
  return {
    version: `${version}-g${revision.slice(0, 12)}${dirty ? '-dirty' : ''}`,
    revision,
    commitSeconds: Number(seconds),
    dirty,
  };
}
