import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Listr } from 'listr2';
import { findPipeline, type Pipeline } from '@clickstream/pipeline';
import { down } from './down';
import { chain, nameOf, nothingFound, type Findings, type Input, type Link } from '../demo/chain';
import {
  closes,
  countsOf,
  refuseOpenAccount,
  refuseUntrue,
  renderReport,
  type Report,
  type Stage,
} from '../demo/report';
import { askWarehouse } from '../demo/warehouse';
import type { State } from '../state';
import { openWorkbench, type Workbench } from '../workbench';

export interface DemoOptions {
  readonly input?: string;
  /** Simulate so many events instead of reading a file. */
  readonly events?: number;
  readonly seed: number;
  readonly pipeline: string;
  readonly warehouse: State['warehouse'];
  readonly keep: boolean;
  /** File for the report. */
  readonly json?: string;
  readonly home?: string;
  readonly signal: AbortSignal;
}

/** The real requests of the repository; `apps/producer/samples/README.md` says where they are from. */
const SAMPLE = 'apps/producer/samples/access.log.gz';

/**
 * Runs the whole chain once on a home of its own, emptied first, and prints the report.
 *
 * @throws PlatformError ACCOUNT_OPEN when a record is not accounted for; TRUTH_DIFFERS when a simulation came out in
 *   another way than it must; whatever a stage throws.
 */
export async function demo(options: DemoOptions): Promise<void> {
  const bench = openWorkbench(options.home ?? join('.platform', 'demo'));
  const pipeline = findPipeline(bench.workspace, options.pipeline);
  const input = inputOf(bench, options, pipeline);
  await down(bench.home, true);
  try {
    const found = nothingFound();
    const stages = await measured(
      chain({ bench, pipeline, input, warehouse: options.warehouse, signal: options.signal }),
      found,
    );
    const report = await reportOf(bench, pipeline, input, stages, found);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`\n${renderReport(report)}\n`);
    refuseOpenAccount(report);
    refuseUntrue(report);
    if (options.keep)
      process.stdout.write(`\nstill running: npm run platform -- status --home ${bench.home.root}\n`);
  } finally {
    if (!options.keep || options.signal.aborted) await down(bench.home, false);
  }
}

/** What is asked for, else the pipeline's own sample events, else real web traffic. */
function inputOf(bench: Workbench, { input, events, seed }: DemoOptions, pipeline: Pipeline): Input {
  if (events !== undefined) return { kind: 'simulation', events, seed };
  if (input) return { kind: 'file', path: resolve(input) };
  const sample = join(pipeline.root, 'fixtures', 'sample.ndjson');
  return { kind: 'file', path: existsSync(sample) ? sample : join(bench.workspace, SAMPLE) };
}

/** Runs the links one after another with their progress on the screen, and measures each by the wall clock. */
async function measured(links: readonly Link[], found: Findings): Promise<Stage[]> {
  const stages: Stage[] = [];
  const tasks = links.map((link) => ({
    title: link.title,
    task: async (_: unknown, task: { title: string; output: string }): Promise<void> => {
      const start = performance.now();
      const records = await link.run(found, (progress) => (task.output = progress.trim()));
      const seconds = (performance.now() - start) / 1000;
      if (link.name === undefined) return;
      stages.push({ name: link.name, records, seconds, perSecond: Math.round(records / seconds) });
      task.title = `${link.title} (${records.toLocaleString('en-US')} records, ${seconds.toFixed(1)} s)`;
    },
  }));
  await new Listr(tasks, { fallbackRenderer: 'simple', registerSignalListeners: false }).run();
  return stages;
}

async function reportOf(
  bench: Workbench,
  pipeline: Pipeline,
  input: Input,
  stages: Stage[],
  found: Findings,
): Promise<Report> {
  const { events, ...answers } = await askWarehouse(bench, pipeline.manifest.name);
  const { lines: read, malformed, kafka, reconciliation } = found;
  if (!reconciliation) throw new Error('the chain ended without its last link');
  const counts = { read, malformed, kafka, ...countsOf(reconciliation), warehouse: events };
  return {
    input: nameOf(bench, input),
    pipeline: pipeline.manifest.name,
    stages,
    accounting: { ...counts, closes: closes(counts) },
    reconciliation,
    truth: found.truth ?? null,
    ...answers,
  };
}
