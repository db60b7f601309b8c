import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findWorkspace } from '@clickstream/config';

const SHARED = ['nx.json', 'package.json', 'tools/jars/spark/SHA256SUMS', 'spark/platform/src'];
/** The contract that the tests of spark/platform have. */
const CONTRACT = 'spark/platform/tests/fixtures/contract.json';

/** What a bundle of a pipeline is made of, in a folder of its own. */
export class ScratchWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'submitter-'));

  private constructor(
    private readonly workspace: string,
    readonly pipeline: string,
  ) {
    for (const path of SHARED) this.copy(path, path);
    symlinkSync(join(workspace, '.venv'), join(this.root, '.venv'));
    writeFileSync(join(this.root, '.gitignore'), '.venv\ndist\n.platform\n');
  }

  /** A pipeline that only tests have, so that no team's change runs them. */
  static ofShop(): ScratchWorkspace {
    const scratch = new ScratchWorkspace(findWorkspace(__dirname), 'shop');
    scratch.copy(CONTRACT, scratch.contractFile);
    scratch.write('libs/pipelines/shop/pipeline.json', JSON.stringify({ name: 'shop', owner: '@acme/shop' }));
    scratch.write(scratch.jobFile, 'from clickstream_spark.job import main\n\nmain("shop")\n');
    return scratch;
  }

  /** The pipeline that this workspace runs. */
  static ofClickstream(): ScratchWorkspace {
    const scratch = new ScratchWorkspace(findWorkspace(__dirname), 'clickstream');
    for (const path of ['libs/pipelines/clickstream/pipeline.json', scratch.contractFile, scratch.jobFile])
      scratch.copy(path, path);
    return scratch;
  }

  get jobFile(): string {
    return `spark/pipelines/${this.pipeline}/job.py`;
  }

  get contractFile(): string {
    return `libs/pipelines/${this.pipeline}/derived/contract.json`;
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

  private copy(from: string, to: string): void {
    cpSync(join(this.workspace, from), join(this.root, to), { recursive: true });
  }

  private write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  private git(...args: string[]): string {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8' }).trim();
  }
}
