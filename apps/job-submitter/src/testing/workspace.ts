import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkspace } from '@clickstream/config';

const INPUTS = [
  'nx.json',
  'package.json',
  'tools/jars/spark/SHA256SUMS',
  'libs/pipelines/clickstream/pipeline.json',
  'libs/pipelines/clickstream/derived/contract.json',
  'spark/pipelines/clickstream/job.py',
  'spark/platform/src',
];

/** What a bundle of pipeline clickstream is made of, copied from the workspace into a folder of its own. */
export class ScratchWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'submitter-'));

  constructor() {
    const workspace = findWorkspace(__dirname);
    for (const input of INPUTS) cpSync(join(workspace, input), join(this.root, input), { recursive: true });
    symlinkSync(join(workspace, '.venv'), join(this.root, '.venv'));
    writeFileSync(join(this.root, '.gitignore'), '.venv\ndist\n.platform\n');
  }

  /** Changes a file. @returns Its content before. */
  edit(file: string, change: (text: string) => string): string {
    const path = join(this.root, file);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, change(before));
    return before;
  }

  /** Commits everything, in a repository of its own. @returns The commit. */
  commit(message: string): string {
    this.git('init', '-q');
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private git(...args: string[]): string {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8' }).trim();
  }
}
