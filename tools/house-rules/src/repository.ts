import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './facts/facts';
import { pythonFacts } from './facts/python';
import { typescriptFacts } from './facts/typescript';

export interface SourceFile {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Absent for what is no program: JSON, SQL, Markdown ... */
  readonly facts?: Facts;
}

export interface Repository {
  readonly files: readonly SourceFile[];
}

const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Bytes that are no text. */
const BINARY = /\.(gz|png|jar|parquet|avro)$/;

/** @param texts Contents by path. */
export function repositoryOf(texts: Readonly<Record<string, string>>): Repository {
  const python = pythonFacts(
    Object.fromEntries(Object.entries(texts).filter(([path]) => path.endsWith('.py'))),
  );
  const files = Object.entries(texts).map(([path, text]) => ({
    path,
    text,
    facts: SCRIPT.test(path) ? typescriptFacts(path, text) : python[path],
  }));
  return { files };
}

/** The files of a checkout that git tracks, or would track: what is new counts before its first commit. */
export function readRepository(workspace: string): Repository {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspace,
    encoding: 'utf8',
  });
  const isFile = (path: string): boolean =>
    statSync(join(workspace, path), { throwIfNoEntry: false })?.isFile() ?? false;
  const paths = [...new Set(listed.split('\0'))].filter((path) => path && !BINARY.test(path) && isFile(path));
  return repositoryOf(
    Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(workspace, path), 'utf8')])),
  );
}
