import type { LoadOutcome, LoadUnit, OnStep, StagedFile, TargetTable } from '../port';
import { ident, identList, qualified } from '../sql';
import { firstLine, type Database } from './database';
import { forget, positionOf, record } from './ledger';
import { columnsOf, pathList, scan, selectList, sumRows } from './staged';

/** Applies a unit in one transaction; see `WriteSession.load` and, for `fromScratch`, `WriteSession.rebuild`. */
export async function loadUnit(
  database: Database,
  unit: LoadUnit,
  onStep: OnStep,
  fromScratch = false,
): Promise<LoadOutcome> {
  await database.run('BEGIN');
  let outcome: LoadOutcome;
  try {
    if (fromScratch) await forget(database, unit);
    outcome = await apply(database, unit, onStep);
    await database.run(outcome.kind === 'committed' ? 'COMMIT' : 'ROLLBACK');
  } catch (error) {
    outcome = await explain(database, unit, error);
  }
  if (outcome.kind === 'committed') await onStep('committed');
  return outcome;
}

async function apply(database: Database, unit: LoadUnit, onStep: OnStep): Promise<LoadOutcome> {
  await onStep('begun');
  const position = await positionOf(database, unit.schema.pipeline, unit.table.name);
  if (position !== unit.after) return { kind: 'alreadyLoaded', position };

  const refused = await checkFiles(database, unit);
  if (refused) return refused;
  await onStep('staged');

  const inserted = unit.files.length === 0 ? 0 : await merge(database, unit);
  await onStep('merged');

  await record(database, unit, inserted);
  await onStep('recorded');
  return { kind: 'committed', rows: sumRows(unit.files), inserted };
}

/** Every file is readable Parquet, has the rows that the lake's metadata promises, and no column we would drop. */
async function checkFiles(database: Database, unit: LoadUnit): Promise<LoadOutcome | undefined> {
  if (unit.files.length === 0) return undefined;
  const footers = await database.query(
    `SELECT file_name, num_rows::DOUBLE AS rows FROM parquet_file_metadata(${pathList(unit.files)})`,
  );
  const found = new Map(footers.map((footer) => [footer['file_name'], footer['rows']]));
  for (const file of unit.files) {
    const rows = found.get(file.path);
    if (rows !== file.rows)
      return refuse(file.location, `the file has ${rows} rows, the lake promises ${file.rows}`);
  }
  const known = new Set(unit.table.columns.map((column) => column.name));
  const extra = (await columnsOf(database, unit.files)).find((name) => !known.has(name));
  if (extra === undefined) return undefined;
  return refuse(
    `${unit.schema.schema}.${unit.table.name}`,
    `the lake has a column ${extra} that the contract lacks`,
  );
}

/** @returns rows added: those whose key the table did not have. */
async function merge(database: Database, { schema, table, files }: LoadUnit): Promise<number> {
  const source = await sourceOf(database, table, files);
  const columns = table.columns.map((column) => column.name);
  const same = table.key.map((name) => `t.${ident(name)} = s.${ident(name)}`).join(' AND ');
  return database.run(
    `MERGE INTO ${qualified(schema.schema, table.name)} t USING (${source}) s ON ${same}
     WHEN NOT MATCHED THEN INSERT (${identList(columns)}) VALUES (${identList(columns, 's')})`,
  );
}

/** The staged rows as the table's columns, one a key: two new rows of one key would both be inserted. */
async function sourceOf(
  database: Database,
  table: TargetTable,
  files: readonly StagedFile[],
): Promise<string> {
  const key = identList(table.key);
  const [distinct] = await database.query(
    `SELECT count(*)::DOUBLE AS keys FROM (SELECT 1 FROM ${scan(files)} GROUP BY ${key})`,
  );
  const unique = distinct?.['keys'] === sumRows(files);
  const columns = await selectList(database, table, files);
  return `SELECT ${unique ? '' : `DISTINCT ON (${key}) `}${columns} FROM ${scan(files)}`;
}

function refuse(where: string, reason: string): LoadOutcome {
  return { kind: 'rowsRefused', where, reason };
}

/** How DuckDB names errors that the data itself causes; they come again however often the unit is tried. */
const DATA_ERRORS = /^(Constraint|Conversion|Invalid Input|Invalid|Out of Range|Serialization) Error/;
/** The database is broken or its disk is; what it holds is known only after opening it again. */
const SESSION_ERRORS =
  /^(IO|FATAL|INTERNAL|Fatal|Internal|Out of Memory|TransactionContext|Transaction) Error/i;

/** Ends the transaction after an error and tells what it was; an error of another kind is a defect and goes on up. */
async function explain(database: Database, unit: LoadUnit, error: unknown): Promise<LoadOutcome> {
  const reason = firstLine(error);
  if (SESSION_ERRORS.test(reason)) return { kind: 'sessionLost', reason };
  await database.run('ROLLBACK');
  if (!DATA_ERRORS.test(reason)) throw error;
  const culprit = await unreadable(database, unit.files);
  return refuse(
    culprit?.location ?? `${unit.schema.schema}.${unit.table.name}`,
    culprit ? reason.replaceAll(culprit.path, culprit.location) : reason,
  );
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
