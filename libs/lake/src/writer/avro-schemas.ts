import type { Schema } from 'avsc';

/** The fields of manifests and manifest lists by their ids in the Iceberg specification, format version 2. */
const field = (id: number, name: string, type: unknown): object => ({ name, type, 'field-id': id });
const optional = (id: number, name: string, type: unknown): object => ({
  ...{ name, type: ['null', type], default: null },
  'field-id': id,
});
const record = (name: string, fields: readonly object[]): object => ({ type: 'record', name, fields });

/** A map whose keys are no texts is a list of pairs in Avro; `logicalType` says so. */
const bounds = (id: number, name: string, [keyId, valueId]: readonly [number, number]): object =>
  optional(id, name, {
    type: 'array',
    logicalType: 'map',
    items: record(`k${keyId}_v${valueId}`, [field(keyId, 'key', 'int'), field(valueId, 'value', 'bytes')]),
  });

/** An entry of a manifest of an unpartitioned table. */
export const MANIFEST_ENTRY = record('manifest_entry', [
  field(0, 'status', 'int'),
  optional(1, 'snapshot_id', 'long'),
  optional(3, 'sequence_number', 'long'),
  optional(4, 'file_sequence_number', 'long'),
  field(
    2,
    'data_file',
    record('r2', [
      field(134, 'content', 'int'),
      field(100, 'file_path', 'string'),
      field(101, 'file_format', 'string'),
      field(102, 'partition', record('r102', [])),
      field(103, 'record_count', 'long'),
      field(104, 'file_size_in_bytes', 'long'),
      bounds(125, 'lower_bounds', [126, 127]),
      bounds(128, 'upper_bounds', [129, 130]),
    ]),
  ),
]) as Schema;

/** A line of a manifest list; also those that others wrote are carried over whole. */
export const MANIFEST_FILE = record('manifest_file', [
  field(500, 'manifest_path', 'string'),
  field(501, 'manifest_length', 'long'),
  field(502, 'partition_spec_id', 'int'),
  field(517, 'content', 'int'),
  field(515, 'sequence_number', 'long'),
  field(516, 'min_sequence_number', 'long'),
  field(503, 'added_snapshot_id', 'long'),
  field(504, 'added_files_count', 'int'),
  field(505, 'existing_files_count', 'int'),
  field(506, 'deleted_files_count', 'int'),
  field(512, 'added_rows_count', 'long'),
  field(513, 'existing_rows_count', 'long'),
  field(514, 'deleted_rows_count', 'long'),
  optional(507, 'partitions', {
    type: 'array',
    'element-id': 508,
    items: record('r508', [
      field(509, 'contains_null', 'boolean'),
      optional(518, 'contains_nan', 'boolean'),
      optional(510, 'lower_bound', 'bytes'),
      optional(511, 'upper_bound', 'bytes'),
    ]),
  }),
  optional(519, 'key_metadata', 'bytes'),
]) as Schema;
