import { basename } from 'node:path';
import type { PipelineSchema, StagedFile, TargetTable } from '../port';
import type { Session } from './connection';
import { STAGE } from './names';
import { ident, text } from './sql';
import { toSnowflake } from './types';

/** Snowflake's own limit for `FILES = (..)`. */
export const FILES_PER_COPY = 1_000;

/** Rows of files on their way into a table. */
export interface Delivery {
  readonly schema: PipelineSchema;
  readonly table: TargetTable;
  readonly files: readonly StagedFile[];
}

/**
 * Makes a staging table, and the stage that files come by; DDL, so before the transaction. The table takes rows without a
 * value: the one that they go into refuses them.
 */
export function createStaging(staged: string, table: TargetTable): string[] {
  const columns = table.columns.map(({ name, type }) => `${ident(name)} ${toSnowflake(type)}`);
  return [
    `CREATE STAGE IF NOT EXISTS ${STAGE}`,
    `CREATE OR REPLACE TRANSIENT TABLE ${staged} (${columns.join(', ')})`,
  ];
}

/** Uploads a file to the folder of a use. */
export function putStatement(file: StagedFile, folder: string): string {
  return `PUT ${text(`file://${file.path}`)} @${STAGE}/${folder} AUTO_COMPRESS = FALSE OVERWRITE = TRUE`;
}

/**
 * Loads files of a folder. Snowflake remembers for 64 days what it loaded and would skip it; the ledger decides here,
 * so `FORCE`. Without `USE_LOGICAL_TYPE` dates arrive as numbers, with `BINARY_AS_TEXT` bytes as text.
 */
export function copyStatement(staged: string, files: readonly StagedFile[], folder: string): string {
  return `COPY INTO ${staged} FROM @${STAGE}/${folder}/
    FILES = (${files.map((file) => text(basename(file.path))).join(', ')})
    FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE BINARY_AS_TEXT = FALSE)
    MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE FORCE = TRUE PURGE = TRUE ON_ERROR = ABORT_STATEMENT`;
}

/** A reason why the rows of a file are not all in the staging table. */
export interface Shortfall {
  readonly where: string;
  readonly reason: string;
}

/** Uploads and loads files, and checks what Snowflake says of each. */
export async function stageFiles(
  session: Session,
  staged: string,
  files: readonly StagedFile[],
  folder: string,
): Promise<Shortfall | undefined> {
  for (const file of files) {
    const [put] = await session.query(putStatement(file, folder));
    if (put?.['status'] !== 'UPLOADED')
      return {
        where: file.location,
        reason: `it could not be uploaded: ${String(put?.['message'] ?? put?.['status'])}`,
      };
  }
  for (let at = 0; at < files.length; at += FILES_PER_COPY) {
    const some = files.slice(at, at + FILES_PER_COPY);
    const loaded = await session.query(copyStatement(staged, some, folder));
    const found = new Map(loaded.map((row) => [basename(String(row['file'])), row]));
    for (const file of some) {
      const row = found.get(basename(file.path));
      const rows = Number(row?.['rows_loaded'] ?? 0);
      if (row?.['status'] !== 'LOADED' || rows !== file.rows)
        return { where: file.location, reason: `the file has ${rows} rows, the lake promises ${file.rows}` };
    }
  }
  return undefined;
}
