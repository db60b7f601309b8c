import { Readable } from 'node:stream';
import { streams, Type, types } from 'avsc';
import { messageOf } from '@clickstream/errors';
import { lakeMetadataBroken } from './errors';

/** Avro longs as `bigint`: snapshot ids need all 64 bits. */
export const bigLong = types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (left: bigint, right: bigint) => (left === right ? 0 : left < right ? -1 : 1),
});

/**
 * All records of an Avro object container file, in order; longs are `bigint`.
 *
 * @param location Named in the error.
 * @throws PlatformError LAKE_METADATA_BROKEN when the bytes are cut, of another format or of an unknown codec.
 */
export async function readAvro(bytes: Uint8Array, location: string): Promise<unknown[]> {
  const decoder = new streams.BlockDecoder({
    parseHook: (schema) => Type.forSchema(schema, { registry: { long: bigLong } }),
  });
  const records: unknown[] = [];
  try {
    for await (const record of Readable.from([bytes], { objectMode: false }).pipe(decoder))
      records.push(record);
  } catch (error) {
    throw lakeMetadataBroken(location, `not a readable Avro file: ${messageOf(error)}`, error);
  }
  return records;
}
