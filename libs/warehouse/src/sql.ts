/** Quotes an identifier, so that any column or schema name is safe in a statement. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text as a literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"schema"."table"` */
export function qualified(schema: string, table: string): string {
  return `${ident(schema)}.${ident(table)}`;
}

/** Joins names into a quoted list, each after an optional alias: `s."a", s."b"`. */
export function identList(names: readonly string[], alias?: string): string {
  return names.map((name) => (alias ? `${alias}.${ident(name)}` : ident(name))).join(', ');
}
