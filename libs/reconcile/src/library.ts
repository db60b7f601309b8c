import type { Extent, Lake, LakeTable } from '@clickstream/lake';
import type { OffsetRange } from './range';
import { mayHold, shelfOf, type Shelf, type TableFile } from './shelf';
import { mayOverlap, type TableFiles, type TableRole } from './tables';

/** Decides which files of a table are read. */
type Choice = (role: TableRole, file: TableFile) => boolean;

/** All tables of a pipeline. What is judged decides which of their files are copied here. */
export class Library {
  private constructor(private readonly shelves: ReadonlyMap<TableRole, Shelf>) {}

  /** @param folder Where copies are put; the caller removes it. */
  static async open(lake: Lake, tables: ReadonlyMap<TableRole, LakeTable>, folder: string): Promise<Library> {
    const shelves = new Map<TableRole, Shelf>();
    for (const [role, table] of tables) shelves.set(role, await shelfOf(lake, table, folder));
    return new Library(shelves);
  }

  filesOf(role: TableRole): readonly TableFile[] {
    return this.shelves.get(role)?.files ?? [];
  }

  everything(): Promise<TableFiles> {
    return this.take(() => true);
  }

  /** What can hold records of the ranges, and events that they may be copies of. @param horizonMs Of the dedup. */
  async near(ranges: readonly OffsetRange[], horizonMs: number): Promise<TableFiles> {
    const around = this.timeOf(ranges, BigInt(horizonMs) * 1_000n);
    return this.take((role, file) => {
      if (role === 'sessions' || role === 'metrics_minute') return false;
      if (mayOverlap(file, ranges)) return true;
      return (
        role !== 'set_aside' && (!around || mayHold(file, 'kafka_timestamp', around.least, around.greatest))
      );
    });
  }

  /** What can hold events of some UTC days, sessions and minutes of them. @param days `YYYY-MM-DD`. */
  async ofDays(days: readonly string[]): Promise<TableFiles> {
    const starts = days.map((day) => BigInt(Date.parse(day)) * 1_000n);
    return this.take((role, file) => {
      const column = TIME_OF[role];
      return column !== undefined && starts.some((start) => mayHold(file, column, start, start + DAY_MICROS));
    });
  }

  /** The broker's time of the ranges, widened by twice the horizon: a batch may be that much longer. Microseconds. */
  private timeOf(ranges: readonly OffsetRange[], horizon: bigint): Extent | undefined {
    const times = this.filesOf('raw')
      .filter((file) => mayOverlap(file, ranges))
      .map((file) => file.extent('kafka_timestamp'));
    let around: Extent | undefined;
    for (const time of times) {
      if (!time) return undefined;
      const [least, greatest] = [time.least - 2n * horizon, time.greatest + 2n * horizon];
      around = {
        least: around && around.least < least ? around.least : least,
        greatest: around && around.greatest > greatest ? around.greatest : greatest,
      };
    }
    return around;
  }

  private async take(choice: Choice): Promise<TableFiles> {
    const files: Partial<Record<TableRole, readonly TableFile[]>> = {};
    for (const [role, shelf] of this.shelves) files[role] = await shelf.take((file) => choice(role, file));
    return files;
  }
}

const DAY_MICROS = 86_400_000_000n;

/** The column that says on which day the rows of a table count. */
const TIME_OF: Readonly<Partial<Record<TableRole, string>>> = {
  events: 'occurred_at',
  set_aside: 'occurred_at',
  sessions: 'started_at',
  metrics_minute: 'minute',
};
