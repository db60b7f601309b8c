import type { PipelineSchema, TargetTable } from '../port';

/** A question that analysts ask often, answered once. */
export interface View {
  readonly name: string;
  /** What it means, for the analyst who finds it. */
  readonly doc: string;
  /** The query. */
  readonly definition: string;
}

/**
 * How an engine says what SQL leaves open. All else in a view is written so that every engine reads it alike; names are
 * only quoted where they may be words of SQL.
 */
export interface Dialect {
  ident(name: string): string;
  /** Expression: a text. */
  literal(text: string): string;
  /** The ledger, and its column of rows that the lake promised. */
  readonly ledger: { readonly table: string; readonly rows: string };
  /** Expression: the UTC date of an instant, whatever the time zone of the session that asks. */
  utcDay(instant: string): string;
  /** Expression: from one instant to another in whole units. */
  between(unit: 'second' | 'microsecond', from: string, to: string): string;
}

/** Makes a view of a pipeline, or nothing when its tables lack the columns that the question is about. */
export type ViewMaker = (pipeline: PipelineSchema, dialect: Dialect) => View | undefined;

/** Name of a table or view of a pipeline. */
export function named({ schema }: PipelineSchema, name: string, { ident }: Dialect): string {
  return `${ident(schema)}.${ident(name)}`;
}

export function tableOf(pipeline: PipelineSchema, name: string): TargetTable | undefined {
  return pipeline.tables.find((table) => table.name === name);
}

/** Does the pipeline have events with all these columns? */
export function eventsHave(pipeline: PipelineSchema, ...columns: string[]): boolean {
  const names = new Set(tableOf(pipeline, 'events')?.columns.map((column) => column.name));
  return columns.every((column) => names.has(column));
}
