import { createHash } from 'node:crypto';
import { Type, type Schema } from 'avsc';
import { bigLong } from '../avro';

const HEADER = Type.forSchema({
  type: 'record',
  name: 'Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
    { name: 'meta', type: { type: 'map', values: 'bytes' } },
    { name: 'sync', type: { type: 'fixed', name: 'Sync', size: 16 } },
  ],
});
const LONG = Type.forSchema('long');

/**
 * An Avro object container file of one block. Not by avsc's own encoder: that one drops attributes of a schema that Avro
 * does not know, and Iceberg tells the fields of its metadata by one (`field-id`).
 *
 * @param schema Longs are `bigint` in the records.
 */
export function writeAvro(
  schema: Schema,
  records: readonly unknown[],
  properties: Readonly<Record<string, string>> = {},
): Buffer {
  const type = Type.forSchema(schema, { registry: { long: bigLong } });
  const rows = Buffer.concat(records.map((record) => type.toBuffer(record)));
  const meta = { ...properties, 'avro.schema': JSON.stringify(schema), 'avro.codec': 'null' };
  const sync = createHash('sha256').update(rows).digest().subarray(0, 16);
  const header = HEADER.toBuffer({
    magic: Buffer.from('Obj\u0001', 'latin1'),
    meta: Object.fromEntries(Object.entries(meta).map(([name, text]) => [name, Buffer.from(text)])),
    sync,
  });
  if (records.length === 0) return header;
  return Buffer.concat([header, LONG.toBuffer(records.length), LONG.toBuffer(rows.length), rows, sync]);
}
