import { z } from 'zod';
import { PlatformError } from '@clickstream/errors';
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
    duplicates: z.int(),
    lost: z.int().describe('Raw records that no table explains.'),
    twice: z.int().describe('Records with two fates, or twice in a table.'),
    warehouse: z.int().describe('Rows of the events table in the warehouse.'),
    closes: z.boolean(),
  }),
  topPages: z.array(z.strictObject({ path: z.string(), views: z.int() })),
  busiestHour: z.strictObject({ hour: z.string().describe('UTC.'), events: z.int() }).nullable(),
  sessions: z.strictObject({
    provisional: z
      .int()
      .describe('30 minutes of inactivity, split at UTC midnight; not final while events arrive.'),
    visitors: z.int(),
    eventsPerSession: z.number(),
  }),
  warehouseFile: z.string(),
});

export type Report = z.infer<typeof reportSchema>;
export type Stage = Report['stages'][number];

type Counts = Omit<Report['accounting'], 'closes'>;

/** Every record has exactly one fate, and every stage holds what the one before gave it. */
export function closes(counts: Counts): boolean {
  const { read, malformed, kafka, raw, curated, setAside, duplicates, lost, twice, warehouse } = counts;
  return (
    read - malformed === kafka &&
    kafka === raw &&
    raw === curated + setAside + duplicates &&
    lost === 0 &&
    twice === 0 &&
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
    `fates         ${n(accounting.curated)} curated, ${n(accounting.setAside)} set aside, ${n(accounting.duplicates)} duplicate, ${n(accounting.lost)} lost`,
    `warehouse     ${n(accounting.warehouse)} rows in ${report.warehouseFile}`,
    '',
    accountingLine(report),
  ].join('\n');
}

/** @throws PlatformError ACCOUNT_OPEN with the line that does not add up. */
export function refuseOpenAccount(report: Report): void {
  if (report.accounting.closes) return;
  const { lost, twice, warehouse } = report.accounting;
  throw new PlatformError({
    code: 'ACCOUNT_OPEN',
    message: `the records do not add up: ${accountingLine(report)}; lost ${lost}, more than one fate ${twice}, warehouse ${warehouse}`,
    where: `pipeline ${report.pipeline}`,
    next: 'npm run platform -- logs job-clickstream --home .platform/demo',
    retry: 'never',
  });
}
