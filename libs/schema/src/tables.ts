import { namesOf } from '@clickstream/pipeline';
import { fieldNamed, type Field, type Rule } from './rule';
import { refuse } from './refuse';
import { canonicalJson } from './spark/decode-steps';
import { NOT_CONTENT } from './canonical';

export interface Column {
  readonly name: string;
  /** Iceberg type. */
  readonly type: string;
  readonly required: boolean;
  readonly doc: string;
  /** Spark SQL over the source columns and the steps; in a table of groups an aggregate over the columns of `events`. */
  readonly expr: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly partitionedBy: readonly string[];
  readonly key: readonly string[];
  /** Spark SQL over the columns of `events`; empty for a table that is written record by record. */
  readonly groupBy: readonly string[];
}

export type RecordRole = 'raw' | 'events' | 'set_aside' | 'duplicates';

const COORDINATES = ['topic', 'partition', 'offset'];

const source = (name: string, type: string, required: boolean, doc: string): Column => ({
  name,
  type,
  required,
  doc,
  expr: `\`${name}\``,
});

const RECORD = [
  source('key', 'binary', false, 'Kafka key as received.'),
  source('value', 'binary', false, 'Kafka value, byte for byte; NULL for a tombstone.'),
  source('headers', 'list<struct<key: string, value: binary>>', false, 'Kafka headers in order.'),
];
const PLACE = [
  source('topic', 'string', true, 'Kafka topic.'),
  source('partition', 'int', true, 'Kafka partition.'),
  source('offset', 'long', true, 'Kafka offset.'),
  source('kafka_timestamp', 'timestamptz', true, 'When the broker appended the record.'),
];
const RECEIVED = source('received_at', 'timestamptz', true, 'When our ingestion edge received the event.');
const INGEST_DATE: Column = {
  name: 'ingest_date',
  type: 'date',
  required: true,
  doc: 'UTC date of kafka_timestamp.',
  expr: 'date_from_unix_date(CAST(unix_micros(kafka_timestamp) DIV 86400000000 AS INT))',
};

/** The tables that are written record by record; the changelogs are derived from them. */
export function tablesOf(pipeline: string, fields: readonly Field[]): Record<RecordRole, Table> {
  const business = businessColumns(fields);
  const { snake } = namesOf(pipeline);
  return {
    raw: {
      name: `raw_${snake}`,
      columns: [...RECORD, ...PLACE, INGEST_DATE],
      partitionedBy: ['ingest_date'],
      key: COORDINATES,
      groupBy: [],
    },
    events: {
      name: `events_${snake}`,
      columns: [...business, ...PLACE, RECEIVED],
      partitionedBy: ['days(occurred_at)'],
      key: ['event_id'],
      groupBy: [],
    },
    set_aside: {
      name: `set_aside_${snake}`,
      columns: [
        { name: 'kind', type: 'string', required: true, doc: 'Reason kind.', expr: 'fate.kind' },
        { name: 'path', type: 'string', required: true, doc: 'JSON path of the reason.', expr: 'fate.path' },
        { name: 'detail', type: 'string', required: true, doc: 'What was expected.', expr: 'fate.detail' },
        ...RECORD,
        ...PLACE,
        RECEIVED,
        INGEST_DATE,
        ...business.map(onlyWhenLate),
      ],
      partitionedBy: ['ingest_date'],
      key: COORDINATES,
      groupBy: [],
    },
    duplicates: duplicatesOf(snake),
  };
}

/**
 * Records that are copies of an event, named by `settle`; its expressions are over the columns of `events` of the copy,
 * and `kept_*` of the event that was kept in its stead.
 */
function duplicatesOf(snake: string): Table {
  const same = 'content_hash = kept_content_hash';
  return {
    name: `duplicates_${snake}`,
    columns: [
      ...PLACE,
      source('event_id', 'string', true, 'Id that the record shares with the kept event.'),
      source('kept_partition', 'int', true, 'Kafka partition of the kept event.'),
      source('kept_offset', 'long', true, 'Kafka offset of the kept event.'),
      {
        name: 'class',
        type: 'string',
        required: true,
        doc: 'duplicate: says the same as the kept event; id_conflict: says something else under the same id.',
        expr: `CASE WHEN ${same} THEN 'duplicate' ELSE 'id_conflict' END`,
      },
      source('content_hash', 'string', true, 'Of the record, as in events.'),
    ],
    partitionedBy: ['days(kafka_timestamp)'],
    key: COORDINATES,
    groupBy: [],
  };
}

/** A late event is valid, so its columns are kept beside its bytes: `events_all` is a view and no second decode. */
function onlyWhenLate(column: Column): Column {
  return {
    ...column,
    required: false,
    doc: `${column.doc} Of late events only.`,
    expr: `CASE WHEN fate.kind = 'late' THEN ${column.expr} END`,
  };
}

/** Groups become prefixed columns; what differs by event type stays together in `properties`. */
function businessColumns(union: readonly Field[]): Column[] {
  const envelope = union.filter((field) => field.name !== 'properties');
  const properties = fieldNamed(union, 'properties');
  return [
    ...envelope.flatMap((field) => flattened(field)),
    {
      name: 'properties',
      type: 'string',
      required: true,
      doc: `${properties?.doc ?? 'Properties.'} Canonical JSON.`,
      expr: canonicalJson('event.properties'),
    },
    {
      name: 'content_hash',
      type: 'string',
      required: true,
      doc: 'SHA-256 of the canonical event without sent_at, lower-case hex.',
      expr: `sha2(${canonicalJson(`struct(${contentMembers(union)})`)}, 256)`,
    },
  ];
}

function contentMembers(fields: readonly Field[]): string {
  return fields
    .map((field) => field.name)
    .filter((name) => !NOT_CONTENT.has(name))
    .sort()
    .map((name) => `event.${name} AS ${name}`)
    .join(', ');
}

function flattened(field: Field, prefix = '', parent = 'event', inRequired = true): Column[] {
  const { name, rule, doc } = field;
  const required = inRequired && field.required;
  if (rule.kind === 'group') {
    return rule.fields.flatMap((inner) =>
      flattened(inner, `${prefix}${name}_`, `${parent}.${name}`, required),
    );
  }
  const value = `${parent}.${name}`;
  return [
    { name: `${prefix}${name}`, type: icebergType(rule, name), required, doc, expr: typed(rule, value) },
  ];
}

function icebergType(rule: Rule, name: string): string {
  switch (rule.kind) {
    case 'text':
    case 'choice':
      return 'string';
    case 'integer':
      return 'long';
    case 'flag':
      return 'boolean';
    case 'timestamp':
      return 'timestamptz';
    case 'decimal':
      return `decimal(${rule.integerDigits + rule.fractionDigits}, ${rule.fractionDigits})`;
    case 'list':
    case 'group':
      throw refuse(`"${name}" cannot be a column`, name, 'put lists into the properties of an event');
  }
}

function typed(rule: Rule, value: string): string {
  if (rule.kind === 'timestamp') return `try_cast(${value} AS TIMESTAMP)`;
  if (rule.kind === 'decimal') {
    return `try_cast(${value} AS DECIMAL(${rule.integerDigits + rule.fractionDigits}, ${rule.fractionDigits}))`;
  }
  return value;
}
