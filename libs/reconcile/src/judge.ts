import type { DuckDBConnection } from '@duckdb/node-api';
import { collectClaims, judgeClaims, openClaims, type Explained } from './claims';
import { checkContent } from './content';
import { checkCoordinates } from './coordinates';
import { pieces, type OffsetRange } from './range';
import { openTables, type TableFiles } from './tables';
import type { Findings } from './verdict';

/** Asks the log about offsets that raw does not hold. */
export type AskLog = (gap: OffsetRange) => Promise<LogAnswer>;

export interface LogAnswer {
  /** Offsets of records that the log still returns (read_committed): raw lost them. */
  readonly records: readonly number[];
  /** The part of the gap below the log's earliest offset, which nobody can read any more. */
  readonly expiredBelow: number;
}

export interface Trial {
  readonly files: TableFiles;
  /** What all queries have committed, per partition. */
  readonly ranges: readonly OffsetRange[];
  /** Per partition, the offset up to which `settle` has named every duplicate. */
  readonly settledTo: ReadonlyMap<number, number>;
  readonly askLog: AskLog;
  /** Tells how many offsets have been compared. */
  readonly onProgress?: (offsets: number) => void;
}

/** How many records had which fate; see docs/guarantees.md for the order in which fates take precedence. */
export interface Fates extends Explained {
  readonly raw: number;
  readonly curated: number;
  readonly setAside: Readonly<Record<string, number>>;
  /** Offsets that hold no record: transaction markers and aborted records. */
  readonly notRecords: readonly OffsetRange[];
}

/** Rows of offsets compared at a time: some hundred megabytes at a kilobyte a record. */
const PIECE = 500_000;

/**
 * Finds the fate of every offset of the ranges from the files of the tables alone, and everything that breaks the
 * promise of exactly one. Works piece by piece, so memory does not grow with the ranges.
 */
export async function judge(connection: DuckDBConnection, trial: Trial, findings: Findings): Promise<Fates> {
  await openTables(connection, trial.files);
  await openClaims(connection);
  const total = { raw: 0, curated: 0, notRecords: [] as OffsetRange[] };
  const setAside: Record<string, number> = {};
  let compared = 0;
  for (const piece of pieces(trial.ranges, PIECE)) {
    const presence = await checkCoordinates(connection, piece, findings);
    await checkContent(connection, piece.partition, findings);
    if (presence.claims > 0) await collectClaims(connection, piece);
    for (const gap of presence.gaps) {
      if (await holdsNoRecord(gap, trial.askLog, findings)) total.notRecords.push(gap);
    }
    total.raw += presence.raw;
    total.curated += presence.curated;
    for (const [kind, count] of Object.entries(presence.setAside))
      setAside[kind] = (setAside[kind] ?? 0) + count;
    compared += piece.to - piece.from;
    trial.onProgress?.(compared);
  }
  return { ...total, setAside, ...(await judgeClaims(connection, trial.settledTo, findings)) };
}

async function holdsNoRecord(gap: OffsetRange, askLog: AskLog, findings: Findings): Promise<boolean> {
  const { partition, from, to } = gap;
  const { records, expiredBelow } = await askLog(gap);
  for (const offset of records) {
    const detail = 'Kafka returns this record, raw does not hold it';
    findings.add({ kind: 'lost', table: 'raw', at: `${partition}/${offset}`, detail });
  }
  const unreadable = Math.max(0, Math.min(expiredBelow, to) - from);
  if (unreadable > 0) {
    const detail = `${unreadable} offsets are gone from Kafka, and raw does not hold them`;
    findings.add({ kind: 'unverifiable', table: 'raw', at: `${partition}/${from}`, detail });
  }
  return records.length === 0 && unreadable === 0;
}
