import type { OutgoingRecord, Outcome } from '@clickstream/kafka';
import type { ConvertedLine, LineFormat } from './line-format';
import { MAX_LINE_BYTES, readLines, type Line } from './lines';

/** A line that became no event in Kafka, and why. */
export interface MalformedLine {
  readonly line: number;
  readonly reason: string;
}

export interface ImportCounts {
  lines: number;
  events: number;
  acknowledged: number;
  malformedLines: number;
  /** The first {@link MALFORMED_KEPT} of them. */
  readonly malformed: MalformedLine[];
}

/** A record that remembers its line. */
export interface LineRecord extends OutgoingRecord {
  readonly line: number;
}

/** What the import needs of a sender. */
export interface RecordSender {
  add(record: LineRecord): Promise<void> | undefined;
  flush(): Promise<void>;
}

/** Bounds the memory that a file of rubbish takes; all are counted. */
export const MALFORMED_KEPT = 10_000;

/** One import of one file: every line becomes an event that Kafka acknowledged, or a malformed line with a reason. */
export class FileImport {
  readonly counts: ImportCounts = { lines: 0, events: 0, acknowledged: 0, malformedLines: 0, malformed: [] };

  constructor(private readonly format: LineFormat) {}

  /** For the sender: what became of a record. */
  readonly onOutcome = ({ line }: LineRecord, outcome: Outcome): void => {
    if (outcome.kind === 'acknowledged') {
      this.counts.acknowledged++;
      return;
    }
    this.counts.events--;
    this.refuse({ line, reason: outcome.reason });
  };

  /**
   * Sends the whole input, or what was read when `stop` fired; either way nothing is in flight afterwards.
   *
   * @throws What the input or the sender failed with.
   */
  async run(
    input: AsyncIterable<Buffer>,
    sender: RecordSender,
    stop: AbortSignal,
    onProgress: (acknowledged: number) => void,
  ): Promise<void> {
    const stopped = new Promise<void>((resolve) =>
      stop.addEventListener('abort', () => resolve(), { once: true }),
    );
    try {
      for await (const lines of readLines(input)) {
        for (const line of lines) {
          if (stop.aborted) return;
          const record = this.recordOf(line);
          const full = record && sender.add(record);
          if (full) await Promise.race([full, stopped]);
        }
        onProgress(this.counts.acknowledged);
      }
    } finally {
      await sender.flush();
    }
  }

  private recordOf(line: Line): LineRecord | undefined {
    this.counts.lines++;
    const result = this.convert(line);
    if ('reason' in result) {
      this.refuse({ line: line.number, reason: result.reason });
      return undefined;
    }
    this.counts.events++;
    return { ...result, line: line.number };
  }

  private convert(line: Line): ConvertedLine {
    const converted = this.format.convert(line);
    return line.tooLong ? { reason: `the line is longer than ${MAX_LINE_BYTES} bytes` } : converted;
  }

  private refuse(malformed: MalformedLine): void {
    this.counts.malformedLines++;
    if (this.counts.malformed.length < MALFORMED_KEPT) this.counts.malformed.push(malformed);
  }
}
