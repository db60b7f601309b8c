import type { LogReader } from '@clickstream/kafka';
import { union, within, without, type OffsetRange } from './range';
import type { Verified } from './verified';
import type { Findings } from './verdict';

/** Asks the log about offsets of one partition that raw does not hold. */
export type AskLog = (gaps: readonly OffsetRange[]) => Promise<LogAnswer>;

export interface LogAnswer {
  /** Offsets of records that the log still returns (read_committed): raw lost them. */
  readonly records: readonly number[];
  /** Nobody can read the log below this offset any more. */
  readonly earliest: number;
}

/** Reads gaps from the log, as far as it reaches. */
export function askingLog(
  log: LogReader,
  topic: string,
  bounds: Awaited<ReturnType<LogReader['bounds']>>,
): AskLog {
  return async (gaps) => {
    const partition = gaps[0]?.partition ?? 0;
    const { earliest = 0, next = 0 } = bounds.get(partition) ?? {};
    const readable = within(gaps, [{ partition, from: earliest, to: next }]);
    return { earliest, records: readable.length > 0 ? await log.records(topic, readable) : [] };
  };
}

/**
 * Finds out what the offsets are that raw lacks: what an earlier run knows, and what the log says.
 *
 * @param gaps Of one partition.
 * @returns Those that hold no record.
 */
export async function judgeGaps(
  gaps: readonly OffsetRange[],
  verified: Verified,
  askLog: AskLog,
  findings: Findings,
): Promise<OffsetRange[]> {
  const known = within(gaps, verified.notRecords);
  const rest = without(gaps, verified.notRecords);
  for (const gone of within(rest, verified.ranges))
    reportRange(gone, 'lost', 'was in raw when an earlier run verified it', findings);
  const asked = without(rest, verified.ranges);
  return union([...known, ...(asked.length > 0 ? await judgeAsked(asked, askLog, findings) : [])]);
}

async function judgeAsked(
  asked: readonly OffsetRange[],
  askLog: AskLog,
  findings: Findings,
): Promise<OffsetRange[]> {
  const partition = asked[0]?.partition ?? 0;
  const { records, earliest } = await askLog(asked);
  for (const offset of records) {
    const detail = 'Kafka returns this record, raw does not hold it';
    findings.add({ kind: 'lost', table: 'raw', at: `${partition}/${offset}`, detail });
  }
  const expired = { partition, from: 0, to: earliest };
  for (const gone of within(asked, [expired]))
    reportRange(gone, 'unverifiable', 'gone from Kafka, and raw does not hold it', findings);
  const held = records.map((offset) => ({ partition, from: offset, to: offset + 1 }));
  return without(asked, [expired, ...held]);
}

function reportRange(
  { partition, from, to }: OffsetRange,
  kind: 'lost' | 'unverifiable',
  what: string,
  findings: Findings,
): void {
  const detail = to - from === 1 ? what : `${what}; the same of all ${to - from} offsets up to ${to - 1}`;
  findings.add({ kind, table: 'raw', at: `${partition}/${from}`, detail }, to - from);
}
