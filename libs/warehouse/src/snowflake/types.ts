import { PlatformError } from '@clickstream/errors';

/** Iceberg's types and Snowflake's, each by the name that Snowflake reports; nested ones arrive as VARIANT. */
const PAIRS: readonly (readonly [iceberg: string, snowflake: string])[] = [
  ['boolean', 'BOOLEAN'],
  ['int', 'NUMBER(10,0)'],
  ['long', 'NUMBER(19,0)'],
  ['double', 'FLOAT'],
  ['date', 'DATE'],
  ['timestamptz', 'TIMESTAMP_TZ'],
  ['string', 'TEXT'],
  ['binary', 'BINARY'],
  ['list<struct<key: string, value: binary>>', 'VARIANT'],
];
const TO_SNOWFLAKE = new Map(PAIRS);
const TO_ICEBERG = new Map(PAIRS.map(([iceberg, snowflake]) => [snowflake, iceberg]));
const DECIMAL = /^decimal\((\d+),\s*(\d+)\)$/i;
const NUMBER = /^NUMBER\((\d+),(\d+)\)$/;

/** @throws PlatformError CONTRACT_TYPE_UNSUPPORTED */
export function toSnowflake(type: string): string {
  const decimal = DECIMAL.exec(type);
  const mapped = decimal ? `NUMBER(${decimal[1]},${decimal[2]})` : TO_SNOWFLAKE.get(type);
  if (mapped) return mapped;
  throw new PlatformError({
    code: 'CONTRACT_TYPE_UNSUPPORTED',
    message: `Snowflake has no type for ${type}`,
    next: 'use another type in the contract, or add this one to the type table of the adapter',
  });
}

/** A type that the loader never made is given back as it is: it then differs from every type of a contract. */
export function toIceberg(type: string): string {
  const number = NUMBER.exec(type);
  return TO_ICEBERG.get(type) ?? (number ? `decimal(${number[1]},${number[2]})` : type);
}
