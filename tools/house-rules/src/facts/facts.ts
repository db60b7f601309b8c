/** What the rules need to know of a program, the same for TypeScript and Python. */
export interface Facts {
  readonly uses: readonly Use[];
  /** Text the program holds as data (SQL, options, paths): string literals, not comments or docstrings. */
  readonly strings: readonly { readonly text: string; readonly line: number }[];
  /** Modules as written; Python's `from a import b` gives `a` and `a.b`. */
  readonly imports: readonly { readonly module: string; readonly line: number }[];
  readonly functions: readonly { readonly name: string; readonly line: number; readonly length: number }[];
  /** Places where an error is caught and lost. */
  readonly swallowed: readonly { readonly text: string; readonly line: number }[];
}

export interface Use {
  /**
   * Dotted name with imported names spelled out (`datetime.datetime.now`, `node:crypto.randomUUID`);
   * a method of anything else starts with a dot (`.mapInPandas`); `new X` for a construction.
   */
  readonly name: string;
  readonly line: number;
  /** Number of arguments, where it is called. */
  readonly args?: number;
  /** Inside a loop that waits for a condition (`while`). */
  readonly polled: boolean;
}
