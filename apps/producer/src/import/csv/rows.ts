import { MAX_LINE_BYTES, type Line } from '../lines';

/** Whether a text is a row, ends inside a quoted cell, or has a quote where none may be. */
export type RowState = 'whole' | 'open' | 'broken';

/**
 * Joins lines to rows: a quoted cell may hold line ends. A line that opens a quote waits for the line that closes it. When
 * none does within the bytes of one event, or no row comes of it, the line is a row by itself, for the reader of its cells
 * to refuse, and the next row begins at the next line: a stray quote costs its own line and no other.
 */
export class RowJoiner {
  private pending: Line[] = [];
  private rows = 0;

  constructor(private readonly stateOf: (text: string) => RowState) {}

  /** @returns The rows that are known to be complete with this line. */
  add(line: Line): Line[] {
    const rows: Line[] = [];
    const queue = [line];
    for (let next = queue.pop(); next; next = queue.pop()) {
      this.pending.push(next);
      const state = this.state(next);
      if (state === 'open') continue;
      rows.push(this.take(state === 'whole' ? this.pending.length : 1));
      queue.push(...this.pending.splice(0).reverse());
    }
    return rows;
  }

  /** @returns What is left when no further line comes. */
  end(): Line[] {
    const rows: Line[] = [];
    while (this.pending.length > 0) {
      rows.push(this.take(1));
      rows.push(...this.pending.splice(0).flatMap((line) => this.add(line)));
    }
    return rows;
  }

  private state(last: Line): RowState {
    const text = this.text(this.pending);
    if (text.length > MAX_LINE_BYTES) return 'broken';
    // Only a quote closes a quote: a long cell is not read again with each of its lines.
    const isInside = this.pending.length > 1;
    if (!last.text.includes('"')) return isInside ? 'open' : 'whole';
    return this.stateOf(text);
  }

  private take(count: number): Line {
    const lines = this.pending.splice(0, count);
    const [first, last] = [lines[0] as Line, lines.at(-1) as Line];
    return { ...last, number: ++this.rows, at: first.at, text: this.text(lines) };
  }

  private text(lines: readonly Line[]): string {
    return lines.map(({ text }) => text).join('\n');
  }
}
