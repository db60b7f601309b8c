import { PlatformError } from '@clickstream/errors';
import type { Column, SchemaChange, TargetTable } from './port';

export interface ExistingColumn {
  readonly name: string;
  /** Iceberg's type. */
  readonly type: string;
  readonly required: boolean;
}

/**
 * The steps from the table that is there to the one that the contract wants, in the order of its columns.
 *
 * @param existing Undefined when there is no table yet.
 * @throws PlatformError SCHEMA_CHANGE_REFUSED when a step would lose values: a column gone, a type that cannot hold all
 *   values of the old one.
 */
export function planSchema(
  table: TargetTable,
  existing: readonly ExistingColumn[] | undefined,
): SchemaChange[] {
  if (!existing) return [{ kind: 'createTable', table: table.name }];
  const wanted = new Set(table.columns.map((column) => column.name));
  const gone = existing.find((column) => !wanted.has(column.name));
  if (gone) throw refused(table, `column ${gone.name} is no longer in the contract`);
  const present = new Map(existing.map((column) => [column.name, column]));
  return table.columns.flatMap((column) => {
    const found = present.get(column.name);
    return found ? evolveColumn(table, column, found) : addColumn(table, column);
  });
}

function addColumn(table: TargetTable, column: Column): SchemaChange[] {
  return [{ kind: 'addColumn', table: table.name, column }];
}

function evolveColumn(table: TargetTable, column: Column, found: ExistingColumn): SchemaChange[] {
  const changes: SchemaChange[] = [];
  if (withoutSpaces(column.type) !== withoutSpaces(found.type)) {
    if (!widens(found.type, column.type))
      throw refused(table, `column ${column.name} cannot change from ${found.type} to ${column.type}`);
    changes.push({
      kind: 'widenType',
      table: table.name,
      column: column.name,
      from: found.type,
      to: column.type,
    });
  }
  if (found.required && !isRequired(table, column))
    changes.push({ kind: 'dropNotNull', table: table.name, column: column.name });
  return changes;
}

/** `decimal(9, 2)` and `decimal(9,2)` are one type. */
function withoutSpaces(type: string): string {
  return type.replaceAll(' ', '');
}

/** A key cannot match without a value, whatever the contract says of the column. */
export function isRequired(table: TargetTable, column: Column): boolean {
  return column.required || table.key.includes(column.name);
}

/** Iceberg's own rule (specification, "Schema Evolution"): int to long, and decimals of the same scale to more digits. */
function widens(from: string, to: string): boolean {
  if (from === 'int' && to === 'long') return true;
  const [old, wide] = [decimalOf(from), decimalOf(to)];
  return (
    old !== undefined && wide !== undefined && old.scale === wide.scale && wide.precision > old.precision
  );
}

function decimalOf(type: string): { precision: number; scale: number } | undefined {
  const match = /^decimal\((\d+),\s*(\d+)\)$/.exec(type);
  return match ? { precision: Number(match[1]), scale: Number(match[2]) } : undefined;
}

function refused(table: TargetTable, message: string): PlatformError {
  return new PlatformError({
    code: 'SCHEMA_CHANGE_REFUSED',
    message,
    where: table.name,
    next: 'correct the contract: give the new meaning a new column, and keep the old one',
  });
}
