import type { PipelineSchema, TargetTable } from '../../port';

/** A question that analysts ask often, answered once. */
export interface View {
  readonly name: string;
  /** What it means, for the analyst who finds it. */
  readonly doc: string;
  /** The query. */
  readonly definition: string;
}

/** Makes a view of a pipeline, or nothing when its tables lack the columns that the question is about. */
export type ViewMaker = (pipeline: PipelineSchema) => View | undefined;

export function tableOf(pipeline: PipelineSchema, name: string): TargetTable | undefined {
  return pipeline.tables.find((table) => table.name === name);
}

/** Does the pipeline have events with all these columns? */
export function eventsHave(pipeline: PipelineSchema, ...columns: string[]): boolean {
  const names = new Set(tableOf(pipeline, 'events')?.columns.map((column) => column.name));
  return columns.every((column) => names.has(column));
}

/** Expression: the UTC date on which an event happened, whatever the time zone of the session that asks. */
export const UTC_DAY = "(occurred_at AT TIME ZONE 'UTC')::DATE";
