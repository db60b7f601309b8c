import type { Horizon } from './checkpoints';
import type { OffsetRange } from './range';
import { mayHold, type TableFile } from './shelf';
import { verifiedTo, type Verified } from './verified';

/** Which of the committed offsets are judged. */
export type Scope =
  | { readonly kind: 'all' }
  /** Those after the last clean run. */
  | { readonly kind: 'since_last' }
  /** Records that the broker had in this time, and what lies in the same data files of raw. Epoch milliseconds. */
  | { readonly kind: 'between'; readonly fromMs?: number; readonly toMs?: number };

/** @param raw The files of raw: their statistics say which offsets the broker had when. */
export function rangesOf(
  scope: Scope,
  horizon: Horizon,
  verified: Verified,
  raw: readonly TableFile[],
): OffsetRange[] {
  return [...horizon].flatMap(([partition, end]) => {
    const [from, to] = boundsIn(scope, partition, end, verified, raw);
    return from < to ? [{ partition, from, to }] : [];
  });
}

function boundsIn(
  scope: Scope,
  partition: number,
  end: number,
  verified: Verified,
  raw: readonly TableFile[],
): readonly [from: number, to: number] {
  switch (scope.kind) {
    case 'all':
      return [0, end];
    case 'since_last':
      return [verifiedTo(verified, partition), end];
    case 'between': {
      const files = raw.filter((file) => mayHold(file, 'partition', partition, partition + 1)).map(spanOf);
      const from = scope.fromMs === undefined ? 0 : firstOffset(files, scope.fromMs);
      const to = scope.toMs === undefined ? end : endOffset(files, scope.toMs, end);
      return [from, Math.min(to, end)];
    }
  }
}

/** Offsets and broker times of a file, in milliseconds; the widest when its statistics do not tell. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

function spanOf(file: TableFile): Span {
  const [offset, time] = [file.extent('offset'), file.extent('kafka_timestamp')];
  return {
    from: offset ? Number(offset.least) : 0,
    to: offset ? Number(offset.greatest) + 1 : Infinity,
    firstMs: time ? Number(time.least) / 1000 : -Infinity,
    lastMs: time ? Number(time.greatest) / 1000 : Infinity,
  };
}

/** What raw lost at the border belongs to the range: it begins where the file before ends. */
function firstOffset(files: readonly Span[], fromMs: number): number {
  const first = Math.min(...files.filter((file) => file.lastMs >= fromMs).map((file) => file.from));
  return Math.max(
    0,
    ...files.filter((file) => file.lastMs < fromMs && file.to <= first).map((file) => file.to),
  );
}

function endOffset(files: readonly Span[], toMs: number, end: number): number {
  const last = Math.max(0, ...files.filter((file) => file.firstMs < toMs).map((file) => file.to));
  return Math.min(
    end,
    ...files.filter((file) => file.firstMs >= toMs && file.from >= last).map((file) => file.from),
  );
}
