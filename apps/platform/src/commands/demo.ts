import { existsSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Listr, type ListrTaskWrapper, type DefaultRenderer, type SimpleRenderer } from 'listr2';
import { findPipeline, type Pipeline } from '@clickstream/pipeline';
import { down } from './down';
import { up } from './up';
import { runApp } from '../apps';
import { warehouseFile } from '../endpoints';
import { accountForLake, homeConfig, importResultSchema, recordsInKafka } from '../demo/stages';
import { closes, refuseOpenAccount, renderReport, type Report, type Stage } from '../demo/report';
import { askWarehouse } from '../demo/warehouse';
import { openWorkbench, type Workbench } from '../workbench';
import type { Accounting } from '../demo/accounting';

export interface DemoOptions {
  readonly input?: string;
  readonly pipeline: string;
  readonly keep: boolean;
  /** File for the report. */
  readonly json?: string;
  readonly home?: string;
  readonly signal: AbortSignal;
}

type Task = ListrTaskWrapper<Findings, typeof DefaultRenderer, typeof SimpleRenderer>;

/** What the stages found out, one after another. */
interface Findings {
  stages: Stage[];
  lines: number;
  malformed: number;
  acknowledged: number;
  kafka: number;
  accounting: Accounting;
}

/** The real requests of the repository; `apps/producer/samples/README.md` says where they are from. */
const SAMPLE = 'apps/producer/samples/access.log.gz';

/**
 * Runs the whole chain once on a home of its own, emptied first, and prints the report.
 *
 * @throws PlatformError ACCOUNT_OPEN when a record is not accounted for; whatever a stage throws.
 */
export async function demo(options: DemoOptions): Promise<void> {
  const bench = openWorkbench(options.home ?? join('.platform', 'demo'));
  await down(bench.home, true);
  try {
    const findings = await stages(bench, options).run();
    const report = await reportOf(bench, options, findings);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`\n${renderReport(report)}\n`);
    refuseOpenAccount(report);
    if (options.keep)
      process.stdout.write(`\nstill running: npm run platform -- status --home ${bench.home.root}\n`);
  } finally {
    if (!options.keep || options.signal.aborted) await down(bench.home, false);
  }
}

/** The file that is asked for, else the pipeline's own sample events, else real web traffic. */
function inputOf(bench: Workbench, options: DemoOptions, pipeline: Pipeline): string {
  if (options.input) return resolve(options.input);
  const sample = join(pipeline.root, 'fixtures', 'sample.ndjson');
  return existsSync(sample) ? sample : join(bench.workspace, SAMPLE);
}

function stages(bench: Workbench, options: DemoOptions): Listr<Findings> {
  const { signal } = options;
  const pipeline = findPipeline(bench.workspace, options.pipeline);
  const input = inputOf(bench, options, pipeline);
  const empty: Accounting = { raw: 0, curated: 0, setAside: 0, duplicates: 0, lost: 0, twice: 0 };
  const findings: Findings = {
    stages: [],
    lines: 0,
    malformed: 0,
    acknowledged: 0,
    kafka: 0,
    accounting: empty,
  };
  const show = (task: Task) => (line: string) => {
    task.output = line.trim();
  };
  return new Listr<Findings>(
    [
      {
        title: 'Start Kafka, S3 and the Iceberg catalog',
        task: async (_, task) => {
          await up(bench, { signal, onStep: show(task) });
        },
      },
      {
        title: `Import ${relative(bench.workspace, input)} into Kafka`,
        task: timed('import', signal, async (found, task) => {
          const args = ['import', input, '--pipeline', options.pipeline];
          const result = importResultSchema.parse(
            await runApp(bench, 'producer', { args, signal, onProgress: show(task) }),
          );
          found.lines = result.lines;
          found.malformed = result.malformedLines;
          found.acknowledged = result.acknowledged;
          found.kafka = await recordsInKafka(
            homeConfig(bench).kafka.bootstrapServers,
            pipeline.manifest.name,
          );
          return result.acknowledged;
        }),
      },
      {
        title: 'Run the Spark queries until the topic is drained',
        task: timed('Spark', signal, async (found, task) => {
          const args = ['run', '--local', '--drain', '--pipeline', options.pipeline];
          await runApp(bench, 'job-submitter', { args, signal, onProgress: show(task) });
          return found.kafka;
        }),
      },
      {
        title: 'Load the warehouse',
        task: timed('load', signal, async (found, task) => {
          const args = ['load', '--once', '--pipeline', options.pipeline];
          await runApp(bench, 'snowflake-loader', { args, signal, onProgress: show(task) });
          return found.kafka;
        }),
      },
      {
        title: 'Account for every record',
        task: timed('account', signal, async (found) => {
          found.accounting = await accountForLake(homeConfig(bench), pipeline);
          return found.accounting.raw;
        }),
      },
    ],
    { ctx: findings, fallbackRenderer: 'simple', registerSignalListeners: false },
  );
}

/** Measures a stage by the wall clock; the work answers how many records went through it. */
function timed(
  name: string,
  signal: AbortSignal,
  work: (found: Findings, task: Task) => Promise<number>,
): (found: Findings, task: Task) => Promise<void> {
  return async (found, task) => {
    signal.throwIfAborted();
    const start = performance.now();
    const records = await work(found, task);
    const seconds = (performance.now() - start) / 1000;
    found.stages.push({ name, records, seconds, perSecond: Math.round(records / seconds) });
    task.title = `${task.title} (${records.toLocaleString('en-US')} records, ${seconds.toFixed(1)} s)`;
  };
}

async function reportOf(bench: Workbench, options: DemoOptions, found: Findings): Promise<Report> {
  const file = warehouseFile(bench.home).readable;
  const { events, ...answers } = await askWarehouse(file, options.pipeline);
  const counts = {
    read: found.lines,
    malformed: found.malformed,
    kafka: found.kafka,
    ...found.accounting,
    warehouse: events,
  };
  return {
    input: inputOf(bench, options, findPipeline(bench.workspace, options.pipeline)),
    pipeline: options.pipeline,
    stages: found.stages,
    accounting: { ...counts, closes: closes(counts) },
    ...answers,
    warehouseFile: file,
  };
}
