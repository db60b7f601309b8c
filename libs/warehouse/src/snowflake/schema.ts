import type { Column, PipelineSchema, SchemaChange, Statement, TargetTable } from '../port';
import { isRequired, planSchema, type ExistingColumn } from '../schema-plan';
import { schemaSteps, type Ddl, type SchemaStep } from '../schema-steps';
import { retractedColumns, tablesWith, type Target } from '../unit';
import type { Session } from './connection';
import { DIALECT } from './dialect';
import { LEDGER_DDL, changeStatement, definedViews, hasLedger, statedTables, stateStatement } from './ledger';
import { LEDGER_SCHEMA, targetOf } from './names';
import { ident, qualified, text } from './sql';
import { toIceberg, toSnowflake } from './types';

/**
 * Brings tables and views of a pipeline to what its contract says. Snowflake commits each DDL by itself: a killed loader
 * leaves a change made and not yet in `schema_history`, and the next one goes on from there.
 *
 * @throws PlatformError SCHEMA_CHANGE_REFUSED, CONTRACT_TYPE_UNSUPPORTED
 */
export async function prepareSchema(
  session: Session,
  pipeline: PipelineSchema,
  now: () => number,
): Promise<readonly SchemaChange[]> {
  const { basis, changes, steps } = await planSteps(session, pipeline);
  for (const statement of basis) await session.query(statement);
  for (const { table, kind, detail, statements } of steps) {
    for (const statement of statements) await session.query(statement);
    await session.query(changeStatement(pipeline.pipeline, table, kind, detail, now()));
  }
  return changes;
}

/** What {@link prepareSchema} would run. */
export async function prepareStatements(session: Session, pipeline: PipelineSchema): Promise<Statement[]> {
  const { basis, steps } = await planSteps(session, pipeline);
  const at = (table: string, sql: string): Statement => ({ table, step: 'prepare', sql });
  return [
    ...basis.map((sql) => at('load_ledger', sql)),
    ...steps.flatMap(({ table, statements }) => statements.map((sql) => at(table, sql))),
  ];
}

interface SchemaSteps {
  /** Needed before all others: what the ledger and the schema lack. */
  readonly basis: readonly string[];
  readonly changes: readonly SchemaChange[];
  readonly steps: readonly SchemaStep[];
}

async function planSteps(session: Session, pipeline: PipelineSchema): Promise<SchemaSteps> {
  const known = await hasLedger(session);
  const existing = await existingColumns(session, pipeline.schema);
  const views = known ? await definedViews(session, pipeline.pipeline) : new Map<string, string>();
  const stated = known ? await statedTables(session, pipeline.pipeline) : new Set<string>();
  const changes = pipeline.tables.flatMap((table) =>
    planSchema(table, existing.get(table.name.toUpperCase())),
  );
  return {
    basis: [
      ...(await missingSchemas(session, [LEDGER_SCHEMA, pipeline.schema])).map(createSchema),
      ...(known ? [] : LEDGER_DDL),
      ...pipeline.tables
        .filter(({ name }) => !stated.has(name))
        .map((table) => stateStatement(pipeline, table)),
    ],
    changes,
    steps: schemaSteps(DDL, pipeline, changes, views),
  };
}

/** In an account that set-up has made all are there, and the loader may not make any. */
async function missingSchemas(session: Session, wanted: readonly string[]): Promise<string[]> {
  const rows = await session.query(
    'SELECT SCHEMA_NAME AS NAME FROM INFORMATION_SCHEMA.SCHEMATA WHERE CATALOG_NAME = CURRENT_DATABASE()',
  );
  const present = new Set(rows.map((row) => row['NAME']));
  return wanted.filter((schema) => !present.has(schema.toUpperCase()));
}

const createSchema = (schema: string): string => `CREATE SCHEMA IF NOT EXISTS ${ident(schema)}`;

async function existingColumns(session: Session, schema: string): Promise<Map<string, ExistingColumn[]>> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS TABLE_NAME, COLUMN_NAME AS COLUMN_NAME, DATA_TYPE AS DATA_TYPE,
       NUMERIC_PRECISION AS NUMERIC_PRECISION, NUMERIC_SCALE AS NUMERIC_SCALE, IS_NULLABLE AS IS_NULLABLE
     FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ${text(schema.toUpperCase())}
     ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  const tables = new Map<string, ExistingColumn[]>();
  for (const row of rows) {
    const table = row['TABLE_NAME'] as string;
    const type = row['DATA_TYPE'] as string;
    const column: ExistingColumn = {
      name: (row['COLUMN_NAME'] as string).toLowerCase(),
      type: toIceberg(
        type === 'NUMBER' ? `NUMBER(${row['NUMERIC_PRECISION']},${row['NUMERIC_SCALE']})` : type,
      ),
      required: row['IS_NULLABLE'] === 'NO',
    };
    tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return tables;
}

const DDL: Ddl = {
  dialect: DIALECT,
  createTable: (pipeline, table) => createTable(targetOf(pipeline, table), table),
  // Never NOT NULL: rows that are there have no value.
  addColumn: (pipeline, table, column) => [
    `ALTER TABLE ${targetOf(pipeline, table).rows} ADD COLUMN ${ident(column.name)} ${toSnowflake(column.type)}` +
      ` COMMENT ${text(column.doc)}`,
  ],
  widenType: (pipeline, table, column, to) =>
    tablesWith(targetOf(pipeline, table), table, column).map(
      (name) => `ALTER TABLE ${name} ALTER COLUMN ${ident(column)} SET DATA TYPE ${toSnowflake(to)}`,
    ),
  dropNotNull: (pipeline, table, column) => [
    `ALTER TABLE ${targetOf(pipeline, table).rows} ALTER COLUMN ${ident(column)} DROP NOT NULL`,
  ],
  // Whoever was granted a view keeps it when its definition changes.
  defineView: ({ schema }, { name, doc, definition }) => [
    `CREATE OR REPLACE VIEW ${qualified(schema, name)} COPY GRANTS COMMENT = ${text(doc)} AS ${definition}`,
  ],
};

export function createTable(target: Target, table: TargetTable): string[] {
  const definition = (column: Column): string =>
    `${ident(column.name)} ${toSnowflake(column.type)}${isRequired(table, column) ? ' NOT NULL' : ''}` +
    ` COMMENT ${text(column.doc)}`;
  const create = (name: string, columns: readonly Column[]): string =>
    `CREATE TABLE IF NOT EXISTS ${name} (${columns.map(definition).join(', ')})`;
  return [
    create(target.rows, table.columns),
    ...(table.kind === 'changelog' ? [create(target.retracted, retractedColumns(table))] : []),
  ];
}
