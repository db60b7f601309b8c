import type { LoadOutcome, PipelineSchema, StagedFile, TargetTable } from '../port';
import type { Database } from './database';
import { columnsOf, pathList, scan } from './staged';

export type Refusal = Extract<LoadOutcome, { kind: 'rowsRefused' }>;

/** Rows of the lake on their way into a table. */
export interface Delivery {
  readonly schema: PipelineSchema;
  readonly table: TargetTable;
  readonly files: readonly StagedFile[];
}

export function refuse(where: string, reason: string): Refusal {
  return { kind: 'rowsRefused', where, reason };
}

/** What files say of themselves in their footers. */
export function footersQuery(files: readonly StagedFile[]): string {
  return `SELECT file_name, num_rows::DOUBLE AS rows FROM parquet_file_metadata(${pathList(files)})`;
}

/** Every file is readable Parquet, has the rows that the lake's metadata promises, and no column we would drop. */
export async function checkFiles(
  database: Database,
  { schema, table, files }: Delivery,
): Promise<Refusal | undefined> {
  if (files.length === 0) return undefined;
  const footers = await database.query(footersQuery(files));
  const found = new Map(footers.map((footer) => [footer['file_name'], footer['rows']]));
  for (const file of files) {
    const rows = found.get(file.path);
    if (rows !== file.rows)
      return refuse(file.location, `the file has ${rows} rows, the lake promises ${file.rows}`);
  }
  const known = new Set(table.columns.map((column) => column.name));
  const extra = (await columnsOf(database, files)).find((name) => !known.has(name));
  if (extra === undefined) return undefined;
  return refuse(`${schema.schema}.${table.name}`, `the lake has a column ${extra} that the contract lacks`);
}

/** Turns an error that the rows of a delivery caused into a refusal that names the file. */
export async function blame(database: Database, delivery: Delivery, reason: string): Promise<Refusal> {
  const culprit = await unreadable(database, delivery.files);
  if (!culprit) return refuse(`${delivery.schema.schema}.${delivery.table.name}`, reason);
  return refuse(culprit.location, reason.replaceAll(culprit.path, culprit.location));
}

/** The first file that cannot be read to its end by itself: an error over many files does not always name one. */
async function unreadable(database: Database, files: readonly StagedFile[]): Promise<StagedFile | undefined> {
  for (const file of files) {
    const ok = await database.query(`SELECT count(hash(COLUMNS(*))) FROM ${scan([file])}`).then(
      () => true,
      () => false,
    );
    if (!ok) return file;
  }
  return undefined;
}
