import { REVISION, type Column, type PipelineSchema, type Statement, type TargetTable } from '../port';
import { isRequired, planSchema, type ExistingColumn, type SchemaChange } from '../schema-plan';
import type { Session } from './connection';
import { LEDGER_DDL, changeStatement, stateStatement } from './ledger';
import type { Target } from '../unit';
import { targetOf } from './names';
import { ident, text } from './sql';
import { toIceberg, toSnowflake } from './types';

/**
 * Brings the tables of a pipeline to what its contract says. Snowflake commits each DDL by itself: a killed loader leaves
 * a change made and not yet in `schema_history`, and the next one goes on from there.
 *
 * @throws PlatformError SCHEMA_CHANGE_REFUSED, CONTRACT_TYPE_UNSUPPORTED
 */
export async function prepareSchema(
  session: Session,
  pipeline: PipelineSchema,
  now: () => number,
): Promise<readonly SchemaChange[]> {
  const changes = await planChanges(session, pipeline);
  for (const statement of LEDGER_DDL) await session.query(statement);
  await session.query(`CREATE SCHEMA IF NOT EXISTS ${ident(pipeline.schema)}`);
  for (const table of pipeline.tables) await session.query(stateStatement(pipeline, table));
  for (const change of changes) {
    for (const statement of statementsOf(pipeline, change)) await session.query(statement);
    const detail = detailOf(pipeline, change);
    await session.query(changeStatement(pipeline.pipeline, change.table, change.kind, detail, now()));
  }
  return changes;
}

/** What {@link prepareSchema} would run. */
export async function prepareStatements(session: Session, pipeline: PipelineSchema): Promise<Statement[]> {
  const changes = await planChanges(session, pipeline);
  return changes.flatMap((change) =>
    statementsOf(pipeline, change).map((sql) => ({ table: change.table, step: 'prepare' as const, sql })),
  );
}

async function planChanges(session: Session, pipeline: PipelineSchema): Promise<SchemaChange[]> {
  const existing = await existingColumns(session, pipeline.schema);
  return pipeline.tables.flatMap((table) => planSchema(table, existing.get(table.name.toUpperCase())));
}

async function existingColumns(session: Session, schema: string): Promise<Map<string, ExistingColumn[]>> {
  const rows = await session.query(
    `SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, IS_NULLABLE
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

function statementsOf(pipeline: PipelineSchema, change: SchemaChange): string[] {
  const table = tableOf(pipeline, change.table);
  const target = targetOf(pipeline, table);
  const alter = `ALTER TABLE ${target.rows}`;
  switch (change.kind) {
    case 'createTable':
      return createTable(target, table);
    case 'addColumn':
      // Never NOT NULL: rows that are there have no value.
      return [`${alter} ADD COLUMN ${ident(change.column.name)} ${toSnowflake(change.column.type)}`];
    case 'widenType':
      return [`${alter} ALTER COLUMN ${ident(change.column)} SET DATA TYPE ${toSnowflake(change.to)}`];
    case 'dropNotNull':
      return [`${alter} ALTER COLUMN ${ident(change.column)} DROP NOT NULL`];
  }
}

export function createTable(target: Target, table: TargetTable): string[] {
  const definition = (column: Column): string =>
    `${ident(column.name)} ${toSnowflake(column.type)}${isRequired(table, column) ? ' NOT NULL' : ''}` +
    ` COMMENT ${text(column.doc)}`;
  const create = (name: string, columns: readonly Column[]): string =>
    `CREATE TABLE IF NOT EXISTS ${name} (${columns.map(definition).join(', ')})`;
  const remembered = new Set([...table.key, REVISION]);
  return [
    create(target.rows, table.columns),
    ...(table.kind === 'changelog'
      ? [
          create(
            target.retracted,
            table.columns.filter((column) => remembered.has(column.name)),
          ),
        ]
      : []),
  ];
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
