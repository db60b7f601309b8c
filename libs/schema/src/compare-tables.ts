import type { Bump } from './compare';
import type { Column } from './tables';

export interface ColumnChange {
  readonly column: string;
  readonly change: string;
  readonly bump: Bump;
  readonly why: string;
  readonly todo: string;
  /** No version number makes it possible: the column keeps its data and its type. */
  readonly impossible?: boolean;
}

/** What a change of the contract does to the columns of a table in the lake and in the warehouse. */
export function compareColumns(before: readonly Column[], after: readonly Column[]): ColumnChange[] {
  const old = new Map(before.map((column) => [column.name, column]));
  const now = new Map(after.map((column) => [column.name, column]));
  return [
    ...before.filter((column) => !now.has(column.name)).map(dropped),
    ...after.flatMap((column) => {
      const known = old.get(column.name);
      return known ? changed(known, column) : [added(column)];
    }),
  ];
}

function dropped({ name }: Column): ColumnChange {
  return {
    column: name,
    change: 'dropped',
    bump: 'major',
    why: 'in the lake it stays and is NULL for new rows; the loader of the warehouse loads no more without it',
    todo: 'keep the field, optional: the warehouse cannot follow even with a new major version',
  };
}

function added({ name, type, required }: Column): ColumnChange {
  const change = `added: ${type}${required ? ' NOT NULL' : ''}`;
  return required
    ? {
        column: name,
        change,
        bump: 'major',
        why: 'rows that are already there have no value for it',
        todo: 'make it optional; in the tables it is added as nullable',
      }
    : { column: name, change, bump: 'minor', why: 'old rows read NULL', todo: 'nothing: the streams add it' };
}

function changed(before: Column, after: Column): ColumnChange[] {
  const changes: ColumnChange[] = [];
  if (before.type !== after.type) changes.push(retyped(before, after));
  if (before.required && !after.required) {
    changes.push({
      column: after.name,
      change: 'NOT NULL removed',
      bump: 'minor',
      why: 'readers may meet NULL',
      todo: 'nothing: the streams relax it',
    });
  }
  if (!before.required && after.required) {
    changes.push({
      column: after.name,
      change: 'NOT NULL added',
      bump: 'major',
      why: 'rows with NULL are already there',
      todo: 'the column stays nullable; only new events always have it',
    });
  }
  return changes;
}

function retyped(before: Column, after: Column): ColumnChange {
  const change = `${before.type} -> ${after.type}`;
  if (widens(before.type, after.type)) {
    return { column: after.name, change, bump: 'minor', why: 'every old value fits', todo: 'nothing' };
  }
  return {
    column: after.name,
    change,
    bump: 'major',
    impossible: true,
    why: 'neither Iceberg nor the warehouse changes a type in place except to a wider one',
    todo: 'add a field with a new name and leave this one',
  };
}

/** Iceberg's promotions: more decimal digits at the same scale, int to long. */
function widens(before: string, after: string): boolean {
  if (before === 'int' && after === 'long') return true;
  const [from, to] = [before, after].map((type) => /^decimal\((\d+), (\d+)\)$/.exec(type));
  return !!from && !!to && from[2] === to[2] && Number(to[1]) >= Number(from[1]);
}
