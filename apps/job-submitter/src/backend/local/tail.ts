import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

const LOOK_EVERY_MS = 100;
const CHUNK = 64 << 10;

/**
 * Reads the lines of a file that grows, until nobody writes to it any more.
 *
 * @param from Where to begin, in bytes.
 * @param isWritten Whether more may come; what was written before it says no is still read.
 * @throws AbortError when `signal` fires.
 */
export async function* linesOf(
  file: string,
  from: number,
  isWritten: () => boolean,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const tail = new Tail(file, from);
  try {
    for (let more = true; more;) {
      more = isWritten();
      yield* tail.read();
      if (more) await setTimeout(LOOK_EVERY_MS, undefined, { signal });
    }
    yield* tail.rest();
  } finally {
    tail.close();
  }
}

class Tail {
  private readonly chunk = Buffer.alloc(CHUNK);
  private descriptor: number | undefined;
  private begun = Buffer.alloc(0);

  constructor(
    private readonly file: string,
    private position: number,
  ) {}

  /** The lines that were finished since the last time. */
  *read(): Generator<string> {
    if (this.descriptor === undefined && !existsSync(this.file)) return;
    this.descriptor ??= openSync(this.file, 'r');
    for (;;) {
      const size = readSync(this.descriptor, this.chunk, 0, CHUNK, this.position);
      if (size === 0) return;
      this.position += size;
      this.begun = Buffer.concat([this.begun, this.chunk.subarray(0, size)]);
      const end = this.begun.lastIndexOf('\n');
      if (end === -1) continue;
      const whole = this.begun.subarray(0, end).toString('utf8');
      this.begun = this.begun.subarray(end + 1);
      yield* whole.split('\n');
    }
  }

  *rest(): Generator<string> {
    if (this.begun.length > 0) yield this.begun.toString('utf8');
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }
}

const lineSchema = z.object({ message: z.string() });

/** What a line of the job's own log (`log.py` of spark/platform) says to a person; undefined for other lines. */
export function messageIn(line: string): string | undefined {
  if (!line.startsWith('{"at": ')) return undefined;
  return lineSchema.parse(JSON.parse(line)).message;
}
