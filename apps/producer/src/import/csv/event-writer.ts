import { clickstream } from '@clickstream/pipeline-clickstream';
import { readCell, type Read } from './cells';
import { badMapping, type Mapping, type Source } from './mapping';

type Group = Record<string, unknown>;

/** An event as far as a row and its mapping made it; whether it is right, the contract says. */
export type EventDocument = Group & { page: Group; context: Group; properties: Group };

interface Field {
  readonly path: string;
  readonly groups: readonly string[];
  readonly name: string;
  /** What the cells of a row say of this field. */
  readonly read: (cells: readonly string[]) => Read;
}

/** Version of each event that is built into this producer. */
const VERSIONS = new Map<string, string>(
  clickstream.events.map(({ name }) => [name, clickstream.currentVersion(name)]),
);

/** Makes events of the cells of rows, as a mapping says. */
export class EventWriter {
  private readonly fields: readonly Field[];

  /** @throws PlatformError BAD_MAPPING when a column is not there, or there twice. */
  constructor(fields: Mapping['fields'], columns: readonly string[], mappingFile: string) {
    this.fields = Object.entries(fields).map(([path, source]) => {
      const groups = path.split('.');
      const name = groups.pop() as string;
      return { path, groups, name, read: reader(source, indexIn(columns, mappingFile)) };
    });
  }

  /** @param eventId Of the row, unless the mapping says where its id stands. */
  write(
    cells: readonly string[],
    eventId: string,
  ): { readonly event: EventDocument } | { readonly reason: string } {
    const event: EventDocument = { event_id: eventId, page: {}, context: {}, properties: {} };
    for (const { path, groups, name, read } of this.fields) {
      const found = read(cells);
      if ('reason' in found) return { reason: `${path}: ${found.reason}` };
      if (found.value === undefined) continue;
      groupOf(event, groups)[name] = found.value;
    }
    event['schema_version'] ??= VERSIONS.get(String(event['event_type']));
    event['sent_at'] ??= event['occurred_at'];
    return { event };
  }
}

const ABSENT: Read = { value: undefined };

function reader(source: Source, indexOf: (column: string) => number): Field['read'] {
  if (typeof source === 'object' && 'value' in source) return () => source;
  const { column, as, offset, values } =
    typeof source === 'string' ? { column: source, as: 'text' as const } : source;
  const index = indexOf(column);
  const known = values && new Map(Object.entries(values));
  return (cells) => {
    const cell = cells[index] as string;
    if (cell === '') return ABSENT;
    const text = known ? known.get(cell) : cell;
    return text === undefined
      ? { reason: `${JSON.stringify(cell)} is none of its values` }
      : readCell(text, as, offset);
  };
}

function indexIn(columns: readonly string[], mappingFile: string): (column: string) => number {
  return (column) => {
    const index = columns.indexOf(column);
    if (index >= 0 && index === columns.lastIndexOf(column)) return index;
    const problem = index < 0 ? 'there is no column' : 'there is more than one column';
    throw badMapping(mappingFile, `${problem} "${column}"; the file has: ${columns.join(', ')}`);
  };
}

/** The group that holds a field; made when it is not there yet. */
function groupOf(event: Group, path: readonly string[]): Group {
  return path.reduce<Group>((group, name) => {
    if (!Object.hasOwn(group, name)) group[name] = {}; // every object has a `constructor` that is not its own
    return group[name] as Group;
  }, event);
}
