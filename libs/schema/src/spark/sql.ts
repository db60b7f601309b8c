/** A column that is added to the records; it may use those before it. */
export interface Step {
  readonly column: string;
  /** Spark SQL. */
  readonly expr: string;
}

/** A Spark SQL string literal. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

export function inList(sql: string, values: readonly string[]): string {
  return `${sql} IN (${values.map(literal).join(', ')})`;
}

export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

export function firstOf(errors: readonly string[]): string {
  const [only, ...more] = errors;
  if (only === undefined) return 'NULL';
  return more.length === 0 ? only : `coalesce(${errors.join(', ')})`;
}

/** The struct of a fate; `path` is an SQL expression, because it may hold the index of a list. */
export function reason(kind: string, path: string, detail: string): string {
  return `named_struct('kind', ${literal(kind)}, 'path', ${path}, 'detail', ${literal(detail)})`;
}
