import Table from 'cli-table3';
import type { CheckReport, EventReport } from './check';

/** One screen: what changed, what it needs, and what it means for everybody. */
export function renderCheck(report: CheckReport): string {
  const changed = report.events.filter((event) => event.changes.length > 0 || event.from === undefined);
  const sections = [
    ...report.violations.map(({ file, problem, todo }) => `${file}: ${problem}\n  ${todo}`),
    ...changed.map(eventSection),
    ...(report.columns.length > 0 ? [columnTable(report)] : []),
    effects(report, changed),
    verdict(report, changed),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function eventSection(event: EventReport): string {
  if (event.from === undefined) return `${event.event}: new, first version ${event.to}`;
  const title = `${event.event} ${event.from} -> ${event.to} (${event.bump}${event.refused ? ', refused' : ''})`;
  const rows = event.changes.map(({ field, change, bump, why, todo }) => [
    field || event.event,
    change,
    bump,
    why,
    todo,
  ]);
  return `${title}\n${grid(['field', 'change', 'needs', 'why', 'what to do'], rows)}`;
}

function columnTable({ pipeline, columns }: CheckReport): string {
  const rows = columns.map(({ column, change, bump, why, todo }) => [column, change, bump, why, todo]);
  return `columns of events_${pipeline} and of the warehouse\n${grid(['column', 'change', 'needs', 'why', 'what to do'], rows)}`;
}

function grid(head: string[], rows: readonly string[][]): string {
  const table = new Table({
    head,
    colWidths: [24, 24, 7, 30, 46],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  table.push(...rows);
  return table.toString();
}

function effects({ topic, columns, warehouse }: CheckReport, changed: readonly EventReport[]): string {
  if (changed.length === 0) return '';
  const refused = changed.some((event) => event.refused);
  const versions = changed.map((event) => `${event.event} ${event.to}`).join(', ');
  const lines = [
    ['producers', refused ? 'what they send today would be refused' : PRODUCERS[topic]],
    [
      'Spark',
      refused
        ? 'would set aside what is valid today; nothing is compiled until an upcast says how to read it'
        : `accepts ${versions} once deployed; until then such events are set aside as unsupported_version and stay in raw`,
    ],
    [
      'tables',
      columns.length === 0
        ? 'no column changes; properties are one JSON column'
        : `${columns.length} column(s) change (${warehouse})`,
    ],
    [
      'warehouse',
      columns.length === 0
        ? 'no column changes'
        : columns.map(({ column, change }) => `${column}: ${change}`).join('; '),
    ],
  ];
  return lines.map(([who = '', what = '']) => `${who.padEnd(11)}${what}`).join('\n');
}

const PRODUCERS = {
  none: 'nothing changes',
  patch: 'nothing changes; the words do',
  minor: 'old ones go on as they are; new ones after the streams are deployed',
  major: 'old versions stay readable only through an upcast; new ones after the streams are deployed',
} as const;

function verdict(report: CheckReport, changed: readonly EventReport[]): string {
  if (!report.ok) return `REFUSED  topic: ${report.topic}, warehouse: ${report.warehouse}`;
  const waiting = report.events.filter((event) => !event.published);
  const next = waiting.length > 0 ? ` Next: nx run pipeline-${report.pipeline}:schema-publish` : '';
  if (changed.length === 0) return `ok  every definition is published and unchanged.${next}`;
  return `ok  topic: ${report.topic}, warehouse: ${report.warehouse}.${next}`;
}
