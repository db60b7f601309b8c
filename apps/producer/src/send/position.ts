import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { PlatformError, messageOf } from '@clickstream/errors';
import { z } from 'zod';

const positionSchema = z.strictObject({ of: z.record(z.string(), z.unknown()), done: z.int().min(0) });

const SAVE_EVERY_MS = 500;

/**
 * A file that says how far a job is. Guarantee: what it counts is acknowledged by Kafka, so a job that goes on from it
 * leaves nothing out, also after `kill -9`; what was acknowledged after the last save is sent again with its event ids.
 */
export class PositionFile {
  private savedAt = -Infinity;
  private saved: number;

  private constructor(
    private readonly path: string,
    private readonly of: Readonly<Record<string, unknown>>,
    /** What an earlier run has done. */
    readonly start: number,
    private readonly now: () => number,
  ) {
    this.saved = start;
  }

  /**
   * @param of What makes the job this one and no other; a file of another job is refused.
   * @throws PlatformError POSITION_UNREADABLE, POSITION_OF_ANOTHER.
   */
  static open(
    path: string,
    of: Readonly<Record<string, unknown>>,
    now = () => performance.now(),
  ): PositionFile {
    const found = read(path);
    if (found && JSON.stringify(found.of) !== JSON.stringify(of))
      throw new PlatformError({
        code: 'POSITION_OF_ANOTHER',
        message: `it belongs to ${JSON.stringify(found.of)}, this is ${JSON.stringify(of)}`,
        where: path,
        next: 'name another file, or delete this one to begin at the start',
        exitCode: 2,
      });
    return new PositionFile(path, of, found?.done ?? 0, now);
  }

  /** Saves now and then; cheap enough to call for every batch. */
  update(done: number): void {
    if (this.now() - this.savedAt < SAVE_EVERY_MS) return;
    this.save(done);
  }

  /** Whole or not at all: a reader never finds half a file. */
  save(done: number): void {
    this.savedAt = this.now();
    if (done === this.saved && done > 0) return;
    this.saved = done;
    const next = `${this.path}.next`;
    writeFileSync(next, `${JSON.stringify({ of: this.of, done })}\n`, { flush: true });
    renameSync(next, this.path);
  }
}

function read(path: string): z.infer<typeof positionSchema> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
  try {
    return positionSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error);
  }
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

function unreadable(path: string, cause: unknown): PlatformError {
  return new PlatformError({
    code: 'POSITION_UNREADABLE',
    message: messageOf(cause),
    where: path,
    next: 'delete it to begin at the start: what was already sent keeps its event ids',
    exitCode: 2,
    cause,
  });
}
