import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
import { renderReconciliation } from '../reconcile/render';
import { reconciliationSchema, type ReconciliationResult } from '../reconcile/result';
import { comparisonSchema, type Comparison } from '../truth/compare';
import { plainTable } from '../render-status';

const stage = z.strictObject({
  name: z.string(),
  records: z.int(),
  seconds: z.number().describe('Wall time of the stage, start-up included.'),
  perSecond: z.int(),
});

/** What `demo --json FILE` writes. */
export const reportSchema = z.strictObject({
  input: z.string(),
  pipeline: z.string(),
  stages: z.array(stage),
  accounting: z.strictObject({
    read: z.int().describe('Lines of the input.'),
    malformed: z.int().describe('Lines that are no request; reported with their numbers and not sent.'),
    kafka: z.int().describe('Records in the topic, by its offsets.'),
    raw: z.int(),
    curated: z.int(),
    setAside: z.int(),
    duplicates: z.int().describe('Copies of curated events, those with other content included.'),
    findings: z.int().describe('What reconcile objects to; see there.'),
    warehouse: z.int().describe('Rows of the events table in the warehouse.'),
    closes: z.boolean(),
  }),
  reconciliation: reconciliationSchema,
  truth: z
    .array(comparisonSchema)
    .nullable()
    .describe('Of a simulation: each table beside the ground truth.'),
  topPages: z.array(z.strictObject({ path: z.string(), views: z.int() })),
  busiestHour: z.strictObject({ hour: z.string().describe('UTC.'), events: z.int() }).nullable(),
  sessions: z.strictObject({
    provisional: z
      .int()
      .describe('30 minutes of inactivity, split at UTC midnight; not final while events arrive.'),
    visitors: z.int(),
    eventsPerSession: z.number(),
  }),
  readers: z.string().describe('What readers of the warehouse open or connect to.'),
});

export type Report = z.infer<typeof reportSchema>;
export type Stage = Report['stages'][number];

type Counts = Omit<Report['accounting'], 'closes'>;

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

/** The fates of a reconciliation in the words of the accounting line. */
export function countsOf({ fates, findings }: ReconciliationResult) {
  return {
    raw: fates.raw,
    curated: fates.curated,
    setAside: sum(Object.values(fates.setAside)),
    duplicates: fates.duplicates + fates.idConflicts,
    findings: sum(Object.values(findings.counts)),
  };
}

/** Every record has exactly one fate, and every stage holds what the one before gave it. */
export function closes(counts: Counts): boolean {
  const { read, malformed, kafka, raw, curated, setAside, duplicates, findings, warehouse } = counts;
  return (
    read - malformed === kafka &&
    kafka === raw &&
    raw === curated + setAside + duplicates &&
    findings === 0 &&
    warehouse === curated
  );
}

const n = (value: number): string => value.toLocaleString('en-US');

/** The one line that the whole demo is about. */
export function accountingLine({ accounting: counts }: Report): string {
  const refused = counts.malformed > 0 ? ` (${n(counts.malformed)} malformed lines refused)` : '';
  const sign = counts.closes ? '=' : 'vs';
  return (
    `${n(counts.read)} read${refused} ${sign} ${n(counts.kafka)} in Kafka ${sign} ${n(counts.raw)} raw ${sign} ` +
    `${n(counts.curated)} curated + ${n(counts.setAside + counts.duplicates)} set aside or duplicate`
  );
}

/** The report as a person wants to read it. */
export function renderReport(report: Report): string {
  const stages = plainTable(['stage', 'records', 'seconds', 'records/s']);
  for (const { name, records, seconds, perSecond } of report.stages) {
    stages.push([name, n(records), seconds.toFixed(1), n(perSecond)]);
  }
  const pages = plainTable(['top pages', 'views']);
  for (const { path, views } of report.topPages) pages.push([path, n(views)]);
  const { sessions, busiestHour, accounting } = report;
  return [
    stages.toString(),
    pages.toString(),
    `busiest hour  ${busiestHour ? `${busiestHour.hour} UTC, ${n(busiestHour.events)} events` : 'no events'}`,
    `sessions      ${n(sessions.provisional)} provisional (30 min of inactivity, split at UTC midnight), ` +
      `${n(sessions.visitors)} visitors, ${sessions.eventsPerSession.toFixed(1)} events each`,
    `warehouse     ${n(accounting.warehouse)} rows in ${report.readers}`,
    '',
    renderReconciliation(report.reconciliation),
    ...(report.truth ?? []).map(truthLine),
    accountingLine(report),
  ].join('\n');
}

/** @throws PlatformError ACCOUNT_OPEN with the line that does not add up. */
export function refuseOpenAccount(report: Report): void {
  if (report.accounting.closes) return;
  const { findings, warehouse } = report.accounting;
  throw new PlatformError({
    code: 'ACCOUNT_OPEN',
    message: `the records do not add up: ${accountingLine(report)}; ${findings} findings, warehouse ${warehouse}`,
    where: `pipeline ${report.pipeline}`,
    next: 'npm run platform -- logs job-clickstream --home .platform/demo',
    retry: 'never',
  });
}

const differs = ({ missing, unexpected }: Comparison): boolean => missing + unexpected > 0;

/** A table beside the ground truth, in one line. */
function truthLine(comparison: Comparison): string {
  const { table, expected, missing, unexpected } = comparison;
  const verdict = differs(comparison)
    ? `differs: ${n(missing)} missing, ${n(unexpected)} unexpected`
    : `${n(expected)} rows, each as the ground truth says`;
  return `truth         ${table}: ${verdict}`;
}

/** @throws PlatformError TRUTH_DIFFERS with examples of what is wrong, also when there is something that was not compared. */
export function refuseUntrue({ truth, reconciliation, pipeline }: Report): void {
  if (truth === null) return;
  const open = reconciliation.derived?.open ?? 0;
  const wrong = truth.filter(differs).map(({ table, examples }) => `${table}: ${examples.join('; ')}`);
  if (open > 0)
    wrong.unshift(`sessions and minutes of ${n(open)} days are open, although the input has ended`);
  if (wrong.length === 0) return;
  throw new PlatformError({
    code: 'TRUTH_DIFFERS',
    message: wrong.join(' | '),
    where: `pipeline ${pipeline}`,
    next: 'compare with the files in .platform/demo/truth; docs/producer.md has their format',
    retry: 'never',
  });
}
