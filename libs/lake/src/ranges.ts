import type { DataFile } from './manifest';
import type { LakeColumn } from './table';

/**
 * Least and greatest value of a column in one file, both inclusive: numbers, days or microseconds since 1970-01-01 UTC.
 *
 * @returns undefined when its statistics do not tell, or it holds nothing but NULLs there.
 */
export function extentOf(file: DataFile, column: LakeColumn): Extent | undefined {
  const reading = READINGS[column.type];
  const found = file.bounds.get(column.id);
  if (!reading || !found) return undefined;
  const [least, greatest] = [readWith(reading, found.lower), readWith(reading, found.upper)];
  return least === undefined || greatest === undefined ? undefined : { least, greatest };
}

export interface Extent {
  readonly least: bigint;
  readonly greatest: bigint;
}

/** Least and greatest value of a column, both inclusive, as SQL reads them: `7`, `2015-05-17` or `2015-05-17 10:05:03.000000+00`. */
export interface ValueRange {
  readonly from: string;
  readonly to: string;
}

/** How values of a type are read (Iceberg specification, "Binary single-value serialization"), and shown. */
interface Reading {
  readonly bytes: number;
  readonly read: (value: DataView) => bigint;
  readonly show: (value: bigint) => string;
}

const READINGS: Readonly<Record<string, Reading>> = {
  int: { bytes: 4, read: (value) => BigInt(value.getInt32(0, true)), show: String },
  long: { bytes: 8, read: (value) => value.getBigInt64(0, true), show: String },
  date: { bytes: 4, read: (value) => BigInt(value.getInt32(0, true)), show: dateOf },
  timestamptz: { bytes: 8, read: (value) => value.getBigInt64(0, true), show: instantOf },
};

/**
 * The values of a number, date or timestamp column over files, from their statistics alone.
 *
 * @returns undefined when the column is of another type, or a file has no statistics of it.
 */
export function rangeOf(files: readonly DataFile[], column: LakeColumn): ValueRange | undefined {
  const reading = READINGS[column.type];
  if (!reading || files.length === 0) return undefined;
  let range: Extent | undefined;
  for (const file of files) {
    const found = extentOf(file, column);
    if (!found) return undefined;
    range = {
      least: range && range.least < found.least ? range.least : found.least,
      greatest: range && range.greatest > found.greatest ? range.greatest : found.greatest,
    };
  }
  return range && { from: reading.show(range.least), to: reading.show(range.greatest) };
}

function readWith({ bytes, read }: Reading, value: Uint8Array): bigint | undefined {
  if (value.length !== bytes) return undefined;
  return read(new DataView(value.buffer, value.byteOffset, value.byteLength));
}

const DAY_MS = 86_400_000;
const MICROS = 1_000_000n;

/** @param days Since 1970-01-01. */
function dateOf(days: bigint): string {
  return new Date(Number(days) * DAY_MS).toISOString().slice(0, 10);
}

/** @param micros Since 1970-01-01 00:00:00 UTC. */
function instantOf(micros: bigint): string {
  const fraction = ((micros % MICROS) + MICROS) % MICROS;
  const second = new Date(Number((micros - fraction) / 1_000n)).toISOString().slice(0, 19);
  return `${second.replace('T', ' ')}.${String(fraction).padStart(6, '0')}+00`;
}
