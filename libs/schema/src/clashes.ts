import { refuse } from './refuse';
import type { Table } from './tables';

/**
 * Groups become prefixed columns, and the platform adds its own; two columns of one name cannot be told apart.
 *
 * @throws PlatformError CONTRACT_RULE_REFUSED that names the column and the table.
 */
export function refuseClashes(tables: readonly Table[]): void {
  for (const { name: table, columns } of tables) {
    const names = columns.map((column) => column.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) continue;
    throw refuse(
      `two fields become the column "${twice}"`,
      table,
      'give the field of the envelope another name',
    );
  }
}
