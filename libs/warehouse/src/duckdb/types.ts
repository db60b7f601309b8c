import { PlatformError } from '@clickstream/errors';

/** Iceberg's types and DuckDB's, each by the name that DuckDB reports. */
const PAIRS: readonly (readonly [iceberg: string, duckdb: string])[] = [
  ['boolean', 'BOOLEAN'],
  ['int', 'INTEGER'],
  ['long', 'BIGINT'],
  ['double', 'DOUBLE'],
  ['date', 'DATE'],
  ['timestamptz', 'TIMESTAMP WITH TIME ZONE'],
  ['string', 'VARCHAR'],
  ['binary', 'BLOB'],
  ['list<struct<key: string, value: binary>>', 'STRUCT("key" VARCHAR, "value" BLOB)[]'],
];
const TO_DUCKDB = new Map(PAIRS);
const TO_ICEBERG = new Map(PAIRS.map(([iceberg, duckdb]) => [duckdb, iceberg]));
const DECIMAL = /^decimal\((\d+),\s*(\d+)\)$/i;

/** @throws PlatformError CONTRACT_TYPE_UNSUPPORTED */
export function toDuckdb(type: string): string {
  const decimal = DECIMAL.exec(type);
  const mapped = decimal ? `DECIMAL(${decimal[1]},${decimal[2]})` : TO_DUCKDB.get(type);
  if (mapped) return mapped;
  throw new PlatformError({
    code: 'CONTRACT_TYPE_UNSUPPORTED',
    message: `the warehouse has no type for ${type}`,
    next: 'use another type in the contract, or add this one to the type table of the adapter',
  });
}

/** A type that the loader never made is given back as it is: it then differs from every type of a contract. */
export function toIceberg(type: string): string {
  const decimal = DECIMAL.exec(type);
  return decimal ? `decimal(${decimal[1]},${decimal[2]})` : (TO_ICEBERG.get(type) ?? type);
}
