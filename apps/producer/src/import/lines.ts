/** One line of an input, or one row of a CSV, as the bytes it has: each character of `text` is one byte (Latin-1). */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Where it begins: the line of the file, counted from 1. */
  readonly at: number;
  /** Without its line end; of a line that is too long only the beginning. */
  readonly text: string;
  readonly tooLong: boolean;
  /** False for a last line without a line end: it may still be in the making. */
  readonly terminated: boolean;
}

/** The contract takes no event beyond this, so a longer line cannot become one. */
export const MAX_LINE_BYTES = 65_536;

/** Splits bytes into lines, chunk by chunk, however long a line is: memory is bounded by a chunk and one line. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  let rest = '';
  let count = 0;
  const line = (raw: string, terminated: boolean): Line => {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const tooLong = text.length > MAX_LINE_BYTES;
    return {
      number: ++count,
      at: count,
      text: tooLong ? text.slice(0, MAX_LINE_BYTES) : text,
      tooLong,
      terminated,
    };
  };
  for await (const chunk of chunks) {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    // Two characters more than a line may have: one shows that it is too long, one may be a carriage return.
    rest = (parts.pop() as string).slice(0, MAX_LINE_BYTES + 2);
    yield parts.map((part) => line(part, true));
  }
  if (rest !== '') yield [line(rest, false)];
}
