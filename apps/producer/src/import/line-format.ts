import type { OutgoingRecord } from '@clickstream/kafka';
import type { Line } from './lines';

/** What a line of an input became. */
export type ConvertedLine = OutgoingRecord | { readonly reason: string };

/** How an input is cut into lines, and how they become records. */
export interface LineFormat {
  /** The lines of an input, without a gap in their numbers. */
  read(input: AsyncIterable<Buffer>): AsyncIterable<readonly Line[]>;
  /** Called for every line, in order; a reason says why a line becomes no record. */
  convert(line: Line): ConvertedLine;
}
