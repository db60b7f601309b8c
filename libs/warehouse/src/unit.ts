import { REVISION, type Column, type LedgerSnapshot, type PipelineSchema, type TargetTable } from './port';

/** Whose rows of the ledger are meant, and which snapshots. */
export interface LedgerEntry {
  readonly schema: PipelineSchema;
  readonly table: TargetTable;
  readonly snapshots: readonly LedgerSnapshot[];
}

/** When a transaction ran, epoch milliseconds. */
export interface Span {
  readonly startedMs: number;
  readonly finishedMs: number;
}

/** Quoted names of the table that gets rows and, for a changelog, of the one that remembers retracted keys. */
export interface Target {
  readonly rows: string;
  /**
   * Keys that are not in `rows` because they were retracted, with the revision that did it: an older revision that comes
   * later must not bring one back.
   */
  readonly retracted: string;
}

/** Columns of the table that remembers retracted keys. */
export function retractedColumns({ columns, key }: TargetTable): Column[] {
  return columns.filter(({ name }) => name === REVISION || key.includes(name));
}

/** The tables that have a column of a table of the contract. */
export function tablesWith(target: Target, table: TargetTable, column: string): string[] {
  const isRemembered =
    table.kind === 'changelog' && retractedColumns(table).some(({ name }) => name === column);
  return isRemembered ? [target.rows, target.retracted] : [target.rows];
}
