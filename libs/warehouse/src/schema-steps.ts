import type { Column, PipelineSchema, SchemaChange, TargetTable } from './port';
import { viewsOf, type Dialect, type View } from './views';

/** A step from what is there to what the contract says, and how it is made. */
export interface SchemaStep {
  readonly table: string;
  /** What `schema_history` remembers of it. */
  readonly kind: SchemaChange['kind'] | typeof DEFINE_VIEW;
  readonly detail: string;
  readonly statements: readonly string[];
}

export const DEFINE_VIEW = 'defineView';

/** The statements by which an engine makes each kind of change. */
export interface Ddl {
  readonly dialect: Dialect;
  createTable(pipeline: PipelineSchema, table: TargetTable): string[];
  addColumn(pipeline: PipelineSchema, table: TargetTable, column: Column): string[];
  widenType(pipeline: PipelineSchema, table: TargetTable, column: string, to: string): string[];
  dropNotNull(pipeline: PipelineSchema, table: TargetTable, column: string): string[];
  defineView(pipeline: PipelineSchema, view: View): string[];
}

/**
 * The steps for changes of tables and for views that are not defined as they should be: an idle loader changes nothing.
 *
 * @param defined The definition that each view got last, by name.
 */
export function schemaSteps(
  ddl: Ddl,
  pipeline: PipelineSchema,
  changes: readonly SchemaChange[],
  defined: ReadonlyMap<string, string>,
): SchemaStep[] {
  const views = viewsOf(pipeline, ddl.dialect).filter((view) => defined.get(view.name) !== view.definition);
  return [
    ...changes.map((change) => stepOf(ddl, pipeline, change)),
    ...views.map((view) => ({
      ...({ table: view.name, kind: DEFINE_VIEW, detail: view.definition } as const),
      statements: ddl.defineView(pipeline, view),
    })),
  ];
}

function stepOf(ddl: Ddl, pipeline: PipelineSchema, change: SchemaChange): SchemaStep {
  const { table: name, kind } = change;
  const table = pipeline.tables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`no table ${name} in pipeline ${pipeline.pipeline}`);
  const step = (detail: string, statements: string[]): SchemaStep => ({
    table: name,
    kind,
    detail,
    statements,
  });
  switch (kind) {
    case 'createTable': {
      const columns = table.columns.map((column) => `${column.name} ${column.type}`);
      return step(columns.join(', '), ddl.createTable(pipeline, table));
    }
    case 'addColumn': {
      const { column } = change;
      return step(`${column.name} ${column.type}`, ddl.addColumn(pipeline, table, column));
    }
    case 'widenType': {
      const { column, from, to } = change;
      return step(`${column} ${from} -> ${to}`, ddl.widenType(pipeline, table, column, to));
    }
    case 'dropNotNull':
      return step(change.column, ddl.dropNotNull(pipeline, table, change.column));
  }
}
