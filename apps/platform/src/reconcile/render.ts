import { plainTable } from '../render-status';
import type { ReconciliationResult } from './result';

const n = (value: number): string => value.toLocaleString('en-US');

/** What each kind of finding means to a person; docs/guarantees.md says more. */
const MEANING: Record<ReconciliationResult['findings']['first'][number]['kind'], string> = {
  lost: 'a record without a fate',
  unverifiable: 'gone from Kafka, and not in raw',
  twice: 'more than once in a table',
  two_fates: 'more than one fate',
  from_nowhere: 'a row without a record in raw',
  changed: 'not what raw says',
  kept_missing: 'a duplicate of nothing',
  wrong_class: 'duplicate and id_conflict mixed up',
  unsettled: 'not named by settle',
  not_conserved: 'derived rows do not add up',
  raw_rewritten: 'raw did not only grow',
  warehouse_differs: 'the warehouse is not the lake',
};

/** The reconciliation as a person wants to read it. */
export function renderReconciliation(result: ReconciliationResult): string {
  const { fates, ranges, inFlight, derived, findings } = result;
  const offsets = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const notRecords = fates.notRecords.reduce((sum, { from, to }) => sum + to - from, 0);
  const table = plainTable(['fate', 'records']);
  table.push(
    ['curated', n(fates.curated)],
    ['duplicate', n(fates.duplicates)],
    ['id_conflict', n(fates.idConflicts)],
  );
  for (const [kind, count] of Object.entries(fates.setAside).sort())
    table.push([`set aside: ${kind}`, n(count)]);
  if (notRecords > 0) table.push(['no record (transaction marker, aborted)', n(notRecords)]);
  const lines = [
    table.toString(),
    `offsets    ${n(offsets)} in ${ranges.length} partitions, ${n(inFlight)} more in flight`,
  ];
  if (derived)
    lines.push(`days       sessions and minutes of ${n(derived.compared)} days follow from their events`);
  if (derived && derived.open > 0)
    lines.push(`           ${n(derived.open)} more days are open until settle has closed them`);
  if (fates.beyondHorizon > 0)
    lines.push(`repeated   ${n(fates.beyondHorizon)} events, their copies lie beyond the dedup horizon`);
  for (const { at, kept } of fates.listed.beyondHorizon) lines.push(`           ${at} repeats ${kept}`);
  for (const { at, kept } of fates.listed.idConflicts)
    lines.push(`conflict   ${at} says something else than ${kept} under the same event_id`);
  for (const { kind, table: where, at, detail } of findings.first)
    lines.push(`${kind}  ${where} ${at}: ${detail}`);
  lines.push('', verdictLine(result));
  return lines.join('\n');
}

/** The one line that the command is about. */
export function verdictLine({ pipeline, clean, ranges, findings }: ReconciliationResult): string {
  const offsets = n(ranges.reduce((sum, { from, to }) => sum + to - from, 0));
  if (clean) return `${pipeline}: every one of ${offsets} offsets has exactly one fate`;
  const counts = Object.entries(findings.counts).map(
    ([kind, count]) => `${n(count)} ${kind} (${MEANING[kind as keyof typeof MEANING]})`,
  );
  return `${pipeline}: NOT clean, ${counts.join(', ')}`;
}
