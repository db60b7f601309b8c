import type { OutgoingRecord, Outcome } from '@clickstream/kafka';
import type { ConvertedLine, LineFormat } from './line-format';
import { Settled } from '../send/settled';
import { MAX_LINE_BYTES, type Line } from './lines';

/** A line that became no event in Kafka, and why. */
export interface MalformedLine {
  readonly line: number;
  readonly reason: string;
}

export interface RefusedLine extends MalformedLine {
  /** Counted from 1 as the position counts; of a CSV its row, not its line. */
  readonly number: number;
  /** Of a line that is too long only the beginning is kept. */
  readonly truncated: boolean;
  /** One character a byte (Latin-1). */
  readonly text: string;
}

export interface ImportCounts {
  lines: number;
  skipped: number;
  events: number;
  acknowledged: number;
  malformedLines: number;
  /** The first {@link MALFORMED_KEPT} of them. */
  readonly malformed: MalformedLine[];
}

/** A record that remembers its line. */
export interface LineRecord extends OutgoingRecord {
  readonly source: Line;
}

/** Whom to tell while an import runs. */
export interface ImportListeners {
  readonly onRefused?: (refused: RefusedLine) => void;
  /** Called when another line is settled: everything before `count` lines is acknowledged or refused. */
  readonly onSettled?: (count: number) => void;
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
  readonly counts: ImportCounts = {
    lines: 0,
    skipped: 0,
    events: 0,
    acknowledged: 0,
    malformedLines: 0,
    malformed: [],
  };
  private readonly settled: Settled;

  /** @param start Lines that an earlier run has settled: they are read, because ids depend on them, and not sent. */
  constructor(
    private readonly format: LineFormat,
    private readonly start = 0,
    private readonly listeners: ImportListeners = {},
  ) {
    this.settled = new Settled(start);
  }

  /** Lines from the first on that need not be sent any more. */
  get done(): number {
    return this.settled.count;
  }

  /** For the sender: what became of a record. */
  readonly onOutcome = ({ source }: LineRecord, outcome: Outcome): void => {
    if (outcome.kind === 'acknowledged') {
      this.counts.acknowledged++;
      this.settle(source);
      return;
    }
    this.counts.events--;
    this.refuse(source, outcome.reason);
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
      for await (const lines of this.format.read(input)) {
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
    if (line.number <= this.start) {
      this.counts.skipped++;
      return undefined;
    }
    if ('reason' in result) {
      this.refuse(line, result.reason);
      return undefined;
    }
    this.counts.events++;
    return { ...result, source: line };
  }

  private convert(line: Line): ConvertedLine {
    const converted = this.format.convert(line);
    return line.tooLong ? { reason: `the line is longer than ${MAX_LINE_BYTES} bytes` } : converted;
  }

  private refuse(line: Line, reason: string): void {
    const { at, number, text, tooLong } = line;
    this.counts.malformedLines++;
    if (this.counts.malformed.length < MALFORMED_KEPT) this.counts.malformed.push({ line: at, reason });
    this.listeners.onRefused?.({ line: at, number, reason, text, truncated: tooLong });
    this.settle(line);
  }

  private settle({ number, terminated }: Line): void {
    if (!terminated) return; // it may still be in the making, so the next run shall look at it again
    this.settled.add(number - 1);
    this.listeners.onSettled?.(this.settled.count);
  }
}
