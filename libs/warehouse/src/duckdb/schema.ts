import type { Column, PipelineSchema, TargetTable } from '../port';
import { isRequired, planSchema, type ExistingColumn, type SchemaChange } from '../schema-plan';
import { ident, literal, qualified } from '../sql';
import type { Database } from './database';
import { createLedger, hasLedger, lastChange, recordChange } from './ledger';
import { toDuckdb, toIceberg } from './types';
import { viewsOf, type View } from './views';

/**
 * Brings tables and views of a pipeline to what its contract says, in one transaction, and remembers each change.
 *
 * @throws PlatformError SCHEMA_CHANGE_REFUSED, CONTRACT_TYPE_UNSUPPORTED
 */
export async function prepareSchema(database: Database, pipeline: PipelineSchema): Promise<SchemaChange[]> {
  await database.run('BEGIN');
  try {
    const changes = await evolve(database, pipeline);
    await database.run('COMMIT');
    return changes;
  } catch (error) {
    await database.run('ROLLBACK');
    throw error;
  }
}

async function evolve(database: Database, pipeline: PipelineSchema): Promise<SchemaChange[]> {
  if (!(await hasLedger(database))) await createLedger(database);
  const existing = await existingColumns(database, pipeline.schema);
  const changes = pipeline.tables.flatMap((table) => planSchema(table, existing.get(table.name)));
  if (existing.size === 0) await database.run(`CREATE SCHEMA IF NOT EXISTS ${ident(pipeline.schema)}`);
  for (const change of changes) {
    for (const statement of statementsOf(pipeline, change)) await database.run(statement);
    await recordChange(database, pipeline.pipeline, change.table, change.kind, detailOf(pipeline, change));
  }
  for (const view of viewsOf(pipeline)) await defineView(database, pipeline, view);
  return changes;
}

/** Defines a view anew only when its definition differs from the last one, so that an idle loader changes nothing. */
async function defineView(
  database: Database,
  { pipeline, schema }: PipelineSchema,
  view: View,
): Promise<void> {
  if ((await lastChange(database, pipeline, view.name, 'defineView')) === view.definition) return;
  const target = qualified(schema, view.name);
  await database.run(`CREATE OR REPLACE VIEW ${target} AS ${view.definition}`);
  await database.run(`COMMENT ON VIEW ${target} IS ${literal(view.doc)}`);
  await recordChange(database, pipeline, view.name, 'defineView', view.definition);
}

async function existingColumns(database: Database, schema: string): Promise<Map<string, ExistingColumn[]>> {
  const rows = await database.query(
    `SELECT table_name, column_name, data_type, NOT is_nullable AS required
     FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = ?
     ORDER BY table_name, column_index`,
    [schema],
  );
  const tables = new Map<string, ExistingColumn[]>();
  for (const row of rows) {
    const table = row['table_name'] as string;
    const column: ExistingColumn = {
      name: row['column_name'] as string,
      type: toIceberg(row['data_type'] as string),
      required: row['required'] as boolean,
    };
    tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return tables;
}

function statementsOf(pipeline: PipelineSchema, change: SchemaChange): string[] {
  const target = qualified(pipeline.schema, change.table);
  switch (change.kind) {
    case 'createTable':
      return createTable(target, tableOf(pipeline, change.table));
    case 'addColumn':
      // Never NOT NULL: rows that are there have no value.
      return [
        `ALTER TABLE ${target} ADD COLUMN ${ident(change.column.name)} ${toDuckdb(change.column.type)}`,
        comment(target, change.column),
      ];
    case 'widenType':
      return [`ALTER TABLE ${target} ALTER ${ident(change.column)} TYPE ${toDuckdb(change.to)}`];
    case 'dropNotNull':
      return [`ALTER TABLE ${target} ALTER ${ident(change.column)} DROP NOT NULL`];
  }
}

function createTable(target: string, table: TargetTable): string[] {
  const columns = table.columns.map(
    (column) =>
      `${ident(column.name)} ${toDuckdb(column.type)}${isRequired(table, column) ? ' NOT NULL' : ''}`,
  );
  return [
    `CREATE TABLE ${target} (${columns.join(', ')})`,
    ...table.columns.map((column) => comment(target, column)),
  ];
}

function comment(target: string, column: Column): string {
  return `COMMENT ON COLUMN ${target}.${ident(column.name)} IS ${literal(column.doc)}`;
}

function detailOf(pipeline: PipelineSchema, change: SchemaChange): string {
  switch (change.kind) {
    case 'createTable':
      return tableOf(pipeline, change.table)
        .columns.map((column) => `${column.name} ${column.type}`)
        .join(', ');
    case 'addColumn':
      return `${change.column.name} ${change.column.type}`;
    case 'widenType':
      return `${change.column} ${change.from} -> ${change.to}`;
    case 'dropNotNull':
      return change.column;
  }
}

function tableOf(pipeline: PipelineSchema, name: string): TargetTable {
  const table = pipeline.tables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`no table ${name} in pipeline ${pipeline.pipeline}`);
  return table;
}
