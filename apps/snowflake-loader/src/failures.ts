import { PlatformError } from '@clickstream/errors';
import type { Tally } from '@clickstream/warehouse';

/** How a person in a clone of the repository runs a command of the loader. */
export function commandLine(command: string, pipeline: string): string {
  return `node dist/apps/snowflake-loader/main.js ${command} --pipeline ${pipeline}`;
}

/** @param where The file or table that does not hold what was promised. */
export function rowsRefused(where: string, reason: string): PlatformError {
  return new PlatformError({
    code: 'LOAD_ROWS_REFUSED',
    message: `${reason}; nothing of its snapshots was loaded`,
    where,
    next: 'repair the file or the contract and load again; what was loaded before stays',
  });
}

export function warehouseLost(where: string, reason: string): PlatformError {
  return new PlatformError({
    code: 'WAREHOUSE_LOST',
    message: `the session with the warehouse broke off: ${reason}`,
    where,
    next: 'check its disk, then load again; the ledger knows what is loaded',
    retry: 'backoff',
  });
}

/** Somebody else took rows away, or a backup of one was put beside the other: later loads would not bring them back. */
export function outOfStep(pipeline: string, table: string, { recorded, found }: Tally): PlatformError {
  return new PlatformError({
    code: 'WAREHOUSE_OUT_OF_STEP',
    message: `the ledger accounts for ${recorded} rows, the table has ${found}`,
    where: `${pipeline}.${table}`,
    next: commandLine('rebuild', pipeline),
  });
}

/** A table may have more rows than its ledger says: what a lost part of the ledger loads again, the key finds there. */
export function lacksRows({ recorded, found }: Tally): boolean {
  return found < recorded;
}
