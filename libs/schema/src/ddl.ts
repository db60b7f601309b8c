import type { CompiledContract } from './compile';
import type { Column } from './tables';

export type Dialect = 'snowflake' | 'duckdb';

const TYPES: Readonly<Record<Dialect, Readonly<Record<string, string>>>> = {
  snowflake: {
    boolean: 'BOOLEAN',
    int: 'NUMBER(10, 0)',
    long: 'NUMBER(19, 0)',
    date: 'DATE',
    timestamptz: 'TIMESTAMP_TZ(6)',
    string: 'VARCHAR',
    binary: 'BINARY',
  },
  duckdb: {
    boolean: 'BOOLEAN',
    int: 'INTEGER',
    long: 'BIGINT',
    date: 'DATE',
    timestamptz: 'TIMESTAMP WITH TIME ZONE',
    string: 'VARCHAR',
    binary: 'BLOB',
  },
};

/** Tables of the warehouse that mirror the lake; raw bytes stay in the lake. */
export function ddlOf(contract: CompiledContract, dialect: Dialect): string {
  const { events, set_aside } = contract.tables;
  const schema = quoted(contract.pipeline, dialect);
  const create = (name: string, columns: readonly Column[], key: readonly string[]) =>
    [
      `CREATE TABLE IF NOT EXISTS ${schema}.${name} (`,
      ...columns.map((column) => `  ${columnDdl(column, dialect)},`),
      `  PRIMARY KEY (${key.map((name) => quoted(name, dialect)).join(', ')})`,
      ');',
    ].join('\n');
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema};`,
    create('events', events.columns, events.key),
    create(
      'set_aside',
      set_aside.columns.filter((column) => column.name !== 'headers'),
      set_aside.key,
    ),
    '',
  ].join('\n\n');
}

function columnDdl({ name, type, required, doc }: Column, dialect: Dialect): string {
  const comment = dialect === 'snowflake' ? ` COMMENT '${doc.replace(/'/g, "''")}'` : '';
  return `${quoted(name, dialect)} ${warehouseType(type, dialect)}${required ? ' NOT NULL' : ''}${comment}`;
}

export function warehouseType(type: string, dialect: Dialect): string {
  return TYPES[dialect][type] ?? type.toUpperCase();
}

/** Lower-case names are kept quoted in Snowflake only where they are reserved, so that analysts write plain SQL. */
function quoted(name: string, dialect: Dialect): string {
  const plain = /^[a-z][a-z0-9_]*$/.test(name) && !RESERVED.has(name);
  if (plain) return name;
  return dialect === 'snowflake' ? `"${name.toUpperCase()}"` : `"${name}"`;
}

const RESERVED = new Set(['key', 'value', 'partition', 'offset']);
