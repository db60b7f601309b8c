import type { OffsetSpan } from '../log-reader';

/** Keeps track of how far spans of one partition have been read. */
export interface SpanWalk {
  /** A record was read; those outside the spans do not count. */
  found(offset: number): void;
  /**
   * Everything up to and with an offset has been read.
   *
   * @returns Where to go on, and whether what lies between can be jumped over; undefined at the end of the last span.
   */
  readTo(offset: number): { readonly offset: number; readonly jump: boolean } | undefined;
  /** Where to go on. */
  readonly position: number;
  readonly records: number[];
}

export function walkSpans(spans: readonly OffsetSpan[]): SpanWalk {
  const ordered = [...spans].sort((a, b) => a.from - b.from);
  const records: number[] = [];
  let [at, current] = [0, 0];
  let position = ordered[0]?.from ?? 0;
  return {
    records,
    get position() {
      return position;
    },
    found(offset) {
      while (current < ordered.length && offset >= (ordered[current] as OffsetSpan).to) current += 1;
      const span = ordered[current];
      // After a reconnection the log may hand over again what was read.
      if (span && offset >= span.from && offset > (records.at(-1) ?? -1)) records.push(offset);
    },
    readTo(offset) {
      while (at < ordered.length && offset >= (ordered[at] as OffsetSpan).to - 1) at += 1;
      position = Math.max(position, offset + 1, ordered[at]?.from ?? 0);
      return at < ordered.length ? { offset: position, jump: position > offset + 1 } : undefined;
    },
  };
}
