import { OP, type PipelineSchema, type TargetTable } from '../port';
import { named, type Dialect, type View } from './view';

/** The loader keeps the newest revision of each key and drops retracted ones, so what is left is what holds now. */
export function currentOf(pipeline: PipelineSchema, table: TargetTable, dialect: Dialect): View {
  const columns = table.columns.map((column) => column.name).filter((name) => name !== OP);
  return {
    name: `${table.name}_current`,
    doc:
      `What the lake says of each ${table.key.join(', ')} now: the newest revision, without those that were retracted. ` +
      'Revision 0 is the stream’s; a settle that finds late events raises it.',
    definition: `SELECT ${columns.map(dialect.ident).join(', ')} FROM ${named(pipeline, table.name, dialect)}`,
  };
}
