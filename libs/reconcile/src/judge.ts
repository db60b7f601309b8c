import type { DuckDBConnection } from '@duckdb/node-api';
import { collectClaims, judgeClaims, openClaims, type Explained } from './claims';
import { checkContent } from './content';
import { checkCoordinates } from './coordinates';
import { judgeGaps, type AskLog } from './gaps';
import { pieces, union, type OffsetRange } from './range';
import { openPiece, openTables, type TableFiles } from './tables';
import type { Verified } from './verified';
import type { Findings } from './verdict';

export interface Trial {
  readonly files: TableFiles;
  /** What is judged, and committed by all queries. */
  readonly ranges: readonly OffsetRange[];
  /** Copies no further apart than this, by the broker's time, are one event. Milliseconds. */
  readonly dedupHorizonMs: number;
  /** Per partition, the offset up to which `settle` has named every duplicate. */
  readonly settledTo: ReadonlyMap<number, number>;
  /** What earlier runs know of offsets that raw does not hold; the log is asked about the others. */
  readonly verified: Verified;
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
  const total = { raw: 0, curated: 0 };
  const notRecords: OffsetRange[] = [];
  const setAside: Record<string, number> = {};
  let compared = 0;
  for (const piece of pieces(trial.ranges, PIECE)) {
    await openPiece(connection, trial.files, piece);
    const presence = await checkCoordinates(connection, piece, findings);
    await checkContent(connection, piece.partition, findings);
    if (presence.claims > 0) await collectClaims(connection, piece);
    notRecords.push(...(await judgeGaps(presence.gaps, trial.verified, trial.askLog, findings)));
    total.raw += presence.raw;
    total.curated += presence.curated;
    for (const [kind, count] of Object.entries(presence.setAside))
      setAside[kind] = (setAside[kind] ?? 0) + count;
    compared += piece.to - piece.from;
    trial.onProgress?.(compared);
  }
  const explained = await judgeClaims(connection, trial, findings);
  return { ...total, setAside, ...explained, notRecords: union(notRecords) };
}
