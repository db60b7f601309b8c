/** What a caller may do about a failure: give up, try again later, or try again once a person changed something. */
export type Retry = 'never' | 'backoff' | 'afterFix';

export interface PlatformErrorOptions {
  /** Stable upper-case identifier; tests and scripts match on it, never on the text. */
  readonly code: string;
  /** What is wrong, in one line. */
  readonly message: string;
  /** The place: a file and line, a key, a coordinate. */
  readonly where?: string;
  /** What to do about it; a real command where there is one. */
  readonly next?: string;
  readonly retry?: Retry;
  /** Process exit code: 1 for a failure (default), 2 for a usage or environment mistake. */
  readonly exitCode?: 1 | 2;
  readonly cause?: unknown;
}

/**
 * An expected failure with everything a person needs: what, where, and what next.
 * Anything that is not a PlatformError is a defect of ours and is shown with its stack.
 */
export class PlatformError extends Error {
  readonly code: string;
  readonly where?: string;
  readonly next?: string;
  readonly retry: Retry;
  readonly exitCode: 1 | 2;

  constructor(options: PlatformErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'PlatformError';
    this.code = options.code;
    this.where = options.where;
    this.next = options.next;
    this.retry = options.retry ?? 'afterFix';
    this.exitCode = options.exitCode ?? 1;
  }

  /** The one line a user sees: `CODE  message (where). Next: ...`. */
  oneLine(): string {
    const where = this.where ? ` (${this.where})` : '';
    const next = this.next ? `. Next: ${this.next}` : '';
    return `${this.code}  ${this.message}${where}${next}`;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
