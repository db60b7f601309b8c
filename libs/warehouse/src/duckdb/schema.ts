import type { Column, PipelineSchema, SchemaChange, Statement, TargetTable } from '../port';
import { isRequired, planSchema, type ExistingColumn } from '../schema-plan';
import { schemaSteps, type Ddl, type SchemaStep } from '../schema-steps';
import { ident, literal, qualified } from '../sql';
import { retractedColumns, tablesWith, type Target } from '../unit';
import type { Database } from './database';
import { DIALECT } from './dialect';
import { LEDGER_DDL, definedViews, hasLedger, recordChange } from './ledger';
import { targetOf } from './merge';
import { inTransaction } from './transaction';
import { toDuckdb, toIceberg } from './types';

interface SchemaSteps {
  /** Needed once, before all others. */
  readonly ledger: readonly string[];
  readonly changes: readonly SchemaChange[];
  readonly steps: readonly SchemaStep[];
}

/**
 * Brings tables and views of a pipeline to what its contract says, in one transaction, and remembers each change.
 *
 * @throws PlatformError SCHEMA_CHANGE_REFUSED, CONTRACT_TYPE_UNSUPPORTED
 */
export async function prepareSchema(
  database: Database,
  pipeline: PipelineSchema,
): Promise<readonly SchemaChange[]> {
  return inTransaction(database, async () => {
    const { ledger, changes, steps } = await planSteps(database, pipeline);
    for (const statement of ledger) await database.run(statement);
    for (const { table, kind, detail, statements } of steps) {
      for (const statement of statements) await database.run(statement);
      await recordChange(database, pipeline.pipeline, table, kind, detail);
    }
    return changes;
  });
}

/** What {@link prepareSchema} would run. @param database Undefined when there is no warehouse yet. */
export async function prepareStatements(
  database: Database | undefined,
  pipeline: PipelineSchema,
): Promise<Statement[]> {
  const { ledger, steps } = await planSteps(database, pipeline);
  const at = (table: string, sql: string): Statement => ({ table, step: 'prepare', sql });
  return [
    ...ledger.map((sql) => at('load_ledger', sql)),
    ...steps.flatMap(({ table, statements }) => statements.map((sql) => at(table, sql))),
  ];
}

async function planSteps(database: Database | undefined, pipeline: PipelineSchema): Promise<SchemaSteps> {
  const known = database !== undefined && (await hasLedger(database));
  const existing = database ? await existingColumns(database, pipeline.schema) : new Map<string, never>();
  const views = known ? await definedViews(database, pipeline.pipeline) : new Map<string, string>();
  const changes = pipeline.tables.flatMap((table) => planSchema(table, existing.get(table.name)));
  return {
    ledger: [
      ...(known ? [] : LEDGER_DDL),
      ...(existing.size === 0 ? [`CREATE SCHEMA IF NOT EXISTS ${ident(pipeline.schema)}`] : []),
    ],
    changes,
    steps: schemaSteps(DDL, pipeline, changes, views),
  };
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

const DDL: Ddl = {
  dialect: DIALECT,
  createTable: (pipeline, table) => createTable(targetOf(pipeline, table), table),
  addColumn(pipeline, table, column) {
    const { rows } = targetOf(pipeline, table);
    // Never NOT NULL: rows that are there have no value.
    return [
      `ALTER TABLE ${rows} ADD COLUMN ${ident(column.name)} ${toDuckdb(column.type)}`,
      comment(rows, column),
    ];
  },
  widenType: (pipeline, table, column, to) =>
    tablesWith(targetOf(pipeline, table), table, column).map(
      (name) => `ALTER TABLE ${name} ALTER ${ident(column)} TYPE ${toDuckdb(to)}`,
    ),
  dropNotNull: (pipeline, table, column) => [
    `ALTER TABLE ${targetOf(pipeline, table).rows} ALTER ${ident(column)} DROP NOT NULL`,
  ],
  defineView({ schema }, { name, doc, definition }) {
    const view = qualified(schema, name);
    return [`CREATE OR REPLACE VIEW ${view} AS ${definition}`, `COMMENT ON VIEW ${view} IS ${literal(doc)}`];
  },
};

export function createTable(target: Target, table: TargetTable): string[] {
  const definition = (column: Column): string =>
    `${ident(column.name)} ${toDuckdb(column.type)}${isRequired(table, column) ? ' NOT NULL' : ''}`;
  const create = (name: string, columns: readonly Column[]): string =>
    `CREATE TABLE ${name} (${columns.map(definition).join(', ')})`;
  return [
    create(target.rows, table.columns),
    ...table.columns.map((column) => comment(target.rows, column)),
    ...(table.kind === 'changelog' ? [create(target.retracted, retractedColumns(table))] : []),
  ];
}

function comment(target: string, column: Column): string {
  return `COMMENT ON COLUMN ${target}.${ident(column.name)} IS ${literal(column.doc)}`;
}
