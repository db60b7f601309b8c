import type { EventDefinition, TimeRules } from './contract';
import { refuse } from './refuse';
import { fieldNamed } from './rule';
import { inList, literal } from './spark/sql';
import type { Column, Table } from './tables';

export type ChangelogRole = 'sessions' | 'metrics_minute';

type Definition = Pick<EventDefinition<string, unknown>, 'name' | 'fields' | 'conversion'>;

export interface Source {
  readonly pipeline: string;
  readonly snake: string;
  readonly time: TimeRules;
  readonly definitions: readonly Definition[];
  readonly events: Table;
}

/** What makes sessions of events; a pipeline without them has no changelogs. */
const NEEDED = ['anonymous_id', 'page_path'];
const DAY = 'date_from_unix_date(CAST(unix_micros(occurred_at) DIV 86400000000 AS INT))';
const PLACE_IN_SESSION = 'struct(occurred_at, event_id)';

/**
 * The tables that are computed from groups of events. Each is a changelog: of the rows of a key the highest revision
 * counts, and it counts for nothing when it is retracted. The stream writes revision 0; only `settle` writes others.
 */
export function changelogsOf(source: Source): Partial<Record<ChangelogRole, Table>> {
  const required = new Set(source.events.columns.filter((column) => column.required).map(({ name }) => name));
  if (!NEEDED.every((name) => required.has(name))) return {};
  return { sessions: sessionsOf(source), metrics_minute: metricsMinuteOf(source) };
}

function sessionsOf({ pipeline, snake, time, definitions }: Source): Table {
  const id = `sha2(concat(${literal(`${pipeline}|`)}, unix_millis(min(occurred_at)), '|', max(anonymous_id)), 256)`;
  const day = `max(${DAY})`;
  return {
    name: `sessions_${snake}`,
    columns: [
      column('session_id', 'string', 'Hash of pipeline, first instant and visitor.', id),
      ...CHANGE,
      column('anonymous_id', 'string', 'The visitor.', 'max(anonymous_id)'),
      column('session_date', 'date', 'UTC date; midnight ends a session.', day),
      column('started_at', 'timestamptz', 'First event.', 'min(occurred_at)'),
      column('ended_at', 'timestamptz', 'Last event.', 'max(occurred_at)'),
      column(
        'duration_ms',
        'long',
        'From the first event to the last.',
        'unix_millis(max(occurred_at)) - unix_millis(min(occurred_at))',
      ),
      column('events', 'long', 'Events in the session.', 'count(*)'),
      column('events_by_type', 'string', 'Events by type, a JSON object in order of its keys.', BY_TYPE),
      column('entry_page', 'string', 'Path of the first event.', `min_by(page_path, ${PLACE_IN_SESSION})`),
      column('exit_page', 'string', 'Path of the last event.', `max_by(page_path, ${PLACE_IN_SESSION})`),
      ...conversionColumns(definitions),
    ],
    partitionedBy: ['days(started_at)'],
    key: ['session_id'],
    groupBy: ['anonymous_id', DAY, `session_window(occurred_at, '${time.sessionGapMs} milliseconds')`],
  };
}

function metricsMinuteOf({ snake, definitions }: Source): Table {
  return {
    name: `metrics_minute_${snake}`,
    columns: [
      column('event_type', 'string', 'Which events.', 'max(event_type)'),
      // Not the first column: SeaweedFS refuses a table that is partitioned by that one.
      column('minute', 'timestamptz', 'Start of the minute.', "date_trunc('MINUTE', min(occurred_at))"),
      ...CHANGE,
      column('events', 'long', 'Events in the minute.', 'count(*)'),
      column(
        'visitors',
        'long',
        'Distinct visitors, told apart by a hash of 64 bits: a million in one minute and type are counted one too few in 1 of 37 million cases.',
        'CAST(size(collect_set(xxhash64(anonymous_id))) AS BIGINT)',
      ),
      ...conversionColumns(definitions),
    ],
    partitionedBy: ['days(minute)'],
    key: ['minute', 'event_type'],
    groupBy: ["window(occurred_at, '1 minute')", 'event_type'],
  };
}

const CHANGE: readonly Column[] = [
  column('revision', 'int', '0 from the stream, n from the n-th settle that changed the row.', '0'),
  column('op', 'string', 'upsert, or retract when the key no longer exists.', "'upsert'"),
];

/** One list instead of a counter for each type: a new event does not change the state that a stream has kept. */
const BY_TYPE = `element_at(transform(array(collect_list(event_type)), types -> to_json(map_from_entries(
  transform(array_sort(array_distinct(types)), type -> struct(type, size(filter(types, other -> other = type))))
))), 1)`.replace(/\s+/g, ' ');

function conversionColumns(definitions: readonly Definition[]): Column[] {
  const names = definitions.filter(({ conversion }) => conversion).map(({ name }) => name);
  const amount = `sum(${moneyOf(definitions, 'amount', 'DECIMAL(16, 4)')})`;
  const currency = moneyOf(definitions, 'currency', 'STRING');
  const only = `min(${currency}) = max(${currency})`;
  return [
    column(
      'conversions',
      'long',
      'Events that are conversions.',
      names.length > 0 ? `count_if(${inList('event_type', names)})` : 'CAST(0 AS BIGINT)',
    ),
    {
      ...column('revenue', 'decimal(26, 4)', '', `CASE WHEN ${only} THEN ${amount} END`),
      required: false,
      doc: 'Sum of their amounts; NULL without any, and when they are in several currencies.',
    },
    {
      ...column('currency', 'string', '', `CASE WHEN ${only} THEN min(${currency}) END`),
      required: false,
      doc: 'Currency of the revenue, NULL with it.',
    },
  ];
}

/** The amount or currency of an event: of its type's own property, NULL for events that bring no money. */
function moneyOf(definitions: readonly Definition[], part: 'amount' | 'currency', type: string): string {
  const cases = definitions.flatMap((definition) => {
    const property = definition.conversion?.revenue?.[part];
    if (property === undefined) return [];
    requireProperty(definition, property, part);
    const value = `get_json_object(properties, ${literal(`$.${property}`)})`;
    return [`WHEN event_type = ${literal(definition.name)} THEN try_cast(${value} AS ${type})`];
  });
  return cases.length > 0 ? `CASE ${cases.join(' ')} END` : `CAST(NULL AS ${type})`;
}

const KIND = { amount: 'decimal', currency: 'choice' } as const;

function requireProperty({ name, fields }: Definition, property: string, part: keyof typeof KIND): void {
  const properties = fieldNamed(fields, 'properties')?.rule;
  const field = properties?.kind === 'group' ? fieldNamed(properties.fields, property) : undefined;
  if (field?.required && field.rule.kind === KIND[part]) return;
  throw refuse(
    `the ${part} of the conversion "${name}" cannot be its property "${property}"`,
    name,
    `name a required property made by ${part === 'amount' ? 'money' : 'currency'}(..)`,
  );
}

function column(name: string, type: string, doc: string, expr: string): Column {
  return { name, type, required: true, doc, expr };
}
