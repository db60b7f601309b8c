import { OP, type TargetTable } from '../../port';
import { identList, qualified } from '../../sql';
import type { View } from './view';

/** The loader keeps the newest revision of each key and drops retracted ones, so what is left is what holds now. */
export function currentOf(schema: string, table: TargetTable): View {
  const columns = table.columns.map((column) => column.name).filter((name) => name !== OP);
  return {
    name: `${table.name}_current`,
    doc:
      `What the lake says of each ${table.key.join(', ')} now: the newest revision, without those that were retracted. ` +
      'Revision 0 is the stream’s; a settle that finds late events raises it.',
    definition: `SELECT ${identList(columns)} FROM ${qualified(schema, table.name)}`,
  };
}
