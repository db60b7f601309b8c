import { REVISION, type Column, type PipelineSchema, type Statement, type TargetTable } from '../port';
import { isRequired, planSchema, type ExistingColumn, type SchemaChange } from '../schema-plan';
import { ident, literal, qualified } from '../sql';
import type { Database } from './database';
import { LEDGER_DDL, definedViews, hasLedger, recordChange } from './ledger';
import type { Target } from '../unit';
import { targetOf } from './merge';
import { inTransaction } from './transaction';
import { toDuckdb, toIceberg } from './types';
import { viewsOf } from './views';

/** A step from what is there to what the contract says, and how it is made. */
interface SchemaStep {
  readonly table: string;
  /** What `schema_history` remembers of it. */
  readonly kind: SchemaChange['kind'] | 'defineView';
  readonly detail: string;
  readonly statements: readonly string[];
}

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
    steps: [
      ...changes.map((change) => stepOf(pipeline, change)),
      // A view is defined anew only when its definition differs, so that an idle loader changes nothing.
      ...viewSteps(pipeline).filter((step) => views.get(step.table) !== step.detail),
    ],
  };
}

function viewSteps(pipeline: PipelineSchema): SchemaStep[] {
  return viewsOf(pipeline).map(({ name, doc, definition }) => {
    const target = qualified(pipeline.schema, name);
    return {
      table: name,
      kind: 'defineView',
      detail: definition,
      statements: [
        `CREATE OR REPLACE VIEW ${target} AS ${definition}`,
        `COMMENT ON VIEW ${target} IS ${literal(doc)}`,
      ],
    };
  });
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

function stepOf(pipeline: PipelineSchema, change: SchemaChange): SchemaStep {
  const { table, kind } = change;
  const wanted = tableOf(pipeline, table);
  const names = targetOf(pipeline, wanted);
  const target = names.rows;
  switch (kind) {
    case 'createTable': {
      const columns = wanted.columns.map((column) => `${column.name} ${column.type}`);
      return { table, kind, detail: columns.join(', '), statements: createTable(names, wanted) };
    }
    case 'addColumn': {
      const { name, type } = change.column;
      // Never NOT NULL: rows that are there have no value.
      const add = `ALTER TABLE ${target} ADD COLUMN ${ident(name)} ${toDuckdb(type)}`;
      return { table, kind, detail: `${name} ${type}`, statements: [add, comment(target, change.column)] };
    }
    case 'widenType': {
      const { column, from, to } = change;
      const remembers = wanted.kind === 'changelog' && retractedColumns(wanted).includes(column);
      const widened = remembers ? [target, names.retracted] : [target];
      return {
        ...{ table, kind, detail: `${column} ${from} -> ${to}` },
        statements: widened.map((name) => `ALTER TABLE ${name} ALTER ${ident(column)} TYPE ${toDuckdb(to)}`),
      };
    }
    case 'dropNotNull': {
      const alter = `ALTER TABLE ${target} ALTER ${ident(change.column)} DROP NOT NULL`;
      return { table, kind, detail: change.column, statements: [alter] };
    }
  }
}

export function createTable(target: Target, table: TargetTable): string[] {
  const definition = (column: Column): string =>
    `${ident(column.name)} ${toDuckdb(column.type)}${isRequired(table, column) ? ' NOT NULL' : ''}`;
  const create = (name: string, columns: readonly Column[]): string =>
    `CREATE TABLE ${name} (${columns.map(definition).join(', ')})`;
  const remembered = table.columns.filter((column) => retractedColumns(table).includes(column.name));
  return [
    create(target.rows, table.columns),
    ...table.columns.map((column) => comment(target.rows, column)),
    ...(table.kind === 'changelog' ? [create(target.retracted, remembered)] : []),
  ];
}

function retractedColumns({ key }: TargetTable): string[] {
  return [...key, REVISION];
}

function comment(target: string, column: Column): string {
  return `COMMENT ON COLUMN ${target}.${ident(column.name)} IS ${literal(column.doc)}`;
}

function tableOf(pipeline: PipelineSchema, name: string): TargetTable {
  const table = pipeline.tables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`no table ${name} in pipeline ${pipeline.pipeline}`);
  return table;
}
