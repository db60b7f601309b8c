import type { OutgoingRecord } from '@clickstream/kafka';
import type { Line } from './lines';

/** What a line of an input became. */
export type ConvertedLine = OutgoingRecord | { readonly reason: string };

/** How the lines of an input become records. */
export interface LineFormat {
  /** Called for every line, in order; a reason says why a line becomes no record. */
  convert(line: Line): ConvertedLine;
}
