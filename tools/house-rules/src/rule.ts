import type { Repository, SourceFile } from './repository';

/** One breach of a rule: where, and the banned thing as it stands there. */
export interface Finding {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly found: string;
}

/** Files of an example by path. */
export type Example = Readonly<Record<string, string>>;

export interface Rule {
  readonly name: string;
  /** The banned thing, as a table of the rules lists it. */
  readonly bans: string;
  /** Why the thing is banned, as the end of a sentence that starts with it. */
  readonly because: string;
  /** What to write in its place, as a command. */
  readonly instead: string;
  check(repository: Repository): Finding[];
  /** Each breaks the rule exactly once. */
  readonly bad: readonly Example[];
  /** The twins of the bad ones: each keeps the rule. */
  readonly good: readonly Example[];
}

/** A check that looks at one file at a time. */
export const eachFile =
  (check: (file: SourceFile) => Omit<Finding, 'path'>[]) =>
  (repository: Repository): Finding[] =>
    repository.files.flatMap((file) => check(file).map((finding) => ({ path: file.path, ...finding })));
