import { SCHEMAS, STAGES } from '@clickstream/snowflake-account';
import type { PipelineSchema, TargetTable } from '../port';
import type { Target } from '../unit';
import { plain, qualified } from './sql';

export const LEDGER_SCHEMA = SCHEMAS.loader;
export const LEDGER = `${LEDGER_SCHEMA}.LOAD_LEDGER`;
export const HISTORY = `${LEDGER_SCHEMA}.SCHEMA_HISTORY`;
/** One row per table that a transaction locks first, so that two loaders come one after the other. */
export const STATE = `${LEDGER_SCHEMA}.LOAD_STATE`;
/** Internal stage that files pass through. */
export const STAGE = `${LEDGER_SCHEMA}.${STAGES.uploads}`;

/** @param suffix Tells a table that is made aside from the one that is used. */
export function targetOf({ schema }: PipelineSchema, table: TargetTable, suffix = ''): Target {
  return {
    rows: qualified(schema, `${table.name}${suffix}`),
    retracted: qualified(LEDGER_SCHEMA, `${schema}.${table.name} retracted${suffix}`),
  };
}

/** A table for the rows of files until they are merged. @param use Tells loaders and uses apart. */
export function stagingTable({ schema }: PipelineSchema, table: TargetTable, use: string): string {
  return `${LEDGER_SCHEMA}.${plain('staged', schema, table.name, use)}`;
}
