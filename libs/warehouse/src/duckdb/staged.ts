import type { StagedFile, TargetTable } from '../port';
import { ident, literal } from '../sql';
import type { Database } from './database';
import { toDuckdb } from './types';

/** Staged files as one relation. Old files may lack columns that were added later; folders of a path are never columns. */
export function scan(files: readonly StagedFile[]): string {
  return `read_parquet(${pathList(files)}, union_by_name = true, hive_partitioning = false)`;
}

export function pathList(files: readonly StagedFile[]): string {
  return `[${files.map((file) => literal(file.path)).join(', ')}]`;
}

export async function columnsOf(database: Database, files: readonly StagedFile[]): Promise<string[]> {
  const columns = await database.query(`DESCRIBE SELECT * FROM ${scan(files)}`);
  return columns.map((column) => column['column_name'] as string);
}

/** The columns of a table as expressions over staged files, each of the table's type. */
export async function selectList(
  database: Database,
  table: TargetTable,
  files: readonly StagedFile[],
): Promise<string> {
  const present = new Set(await columnsOf(database, files));
  return table.columns
    .map(({ name, type }) => {
      const value = present.has(name) ? ident(name) : 'NULL';
      return `CAST(${value} AS ${toDuckdb(type)}) AS ${ident(name)}`;
    })
    .join(', ');
}

export function sumRows(files: readonly StagedFile[]): number {
  return files.reduce((sum, file) => sum + file.rows, 0);
}
