import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Pipeline } from '@clickstream/pipeline';
import { runApp, type AppRun } from '../apps';
import { up } from '../commands/up';
import { reconcile } from '../commands/reconcile';
import type { ReconciliationResult } from '../reconcile/result';
import { homeConfig, recordsInKafka } from './inspect';
import { checkTruth } from '../truth/check-truth';
import type { Comparison } from '../truth/compare';
import { compareFates } from '../truth/fates';
import type { State } from '../state';
import type { Workbench } from '../workbench';

/** What the links of the chain found out, one after another. */
export interface Findings {
  lines: number;
  malformed: number;
  kafka: number;
  /** The fate of every record. */
  reconciliation?: ReconciliationResult;
  /** Of a simulation: records by the fate that they must have. */
  trueFates?: Readonly<Record<string, number>>;
  /** Of a simulation: how the tables compare with what they must hold. */
  truth?: Comparison[];
}

export const nothingFound = (): Findings => ({
  lines: 0,
  malformed: 0,
  kafka: 0,
});

export interface Run {
  readonly bench: Workbench;
  readonly pipeline: Pipeline;
  readonly input: Input;
  readonly warehouse: State['warehouse'];
  readonly signal: AbortSignal;
}

/** What goes into the chain. */
export type Input =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'simulation'; readonly events: number; readonly seed: number };

/** One link of the chain from a file to the warehouse. */
export interface Link {
  /** Its row in the report; a link without one is not measured. */
  readonly name?: string;
  readonly title: string;
  /** Does the work and answers how many records went through. */
  run(found: Findings, show: (progress: string) => void): Promise<number>;
}

/** The chain in its order; each link leaves what the next needs in the stores and in the findings. */
export function chain(run: Run): Link[] {
  const { bench, pipeline, input } = run;
  const name = pipeline.manifest.name;
  return [
    start(run),
    input.kind === 'file' ? importFile(run, input.path) : simulate(run, input),
    ...sparkJob(run),
    {
      name: 'load',
      title: 'Load the warehouse',
      run: app(run, 'snowflake-loader', ['load', '--once', '--pipeline', name]),
    },
    {
      name: 'reconcile',
      title: `Reconcile: find the fate of every record of ${nameOf(bench, input)}`,
      async run(found, show) {
        const options = { pipeline, scope: EVERYTHING, signal: run.signal, onStep: show };
        found.reconciliation = await reconcile(bench, options);
        return found.kafka;
      },
    },
    ...(input.kind === 'simulation' ? [compare(run)] : []),
  ];
}

/** What a person calls the input. */
export function nameOf({ workspace }: Workbench, input: Input): string {
  return input.kind === 'file'
    ? relative(workspace, input.path)
    : `${input.events.toLocaleString('en-US')} simulated events (seed ${input.seed})`;
}

function start({ bench, warehouse, signal }: Run): Link {
  const emulator = warehouse === 'snowflake-emulator' ? ' and a Snowflake emulator (a fake)' : '';
  return {
    title: `Start Kafka, S3 and the Iceberg catalog${emulator}`,
    async run(_, show) {
      await up(bench, { warehouse, signal, onStep: show });
      return 0;
    },
  };
}

/** What `producer import --json` prints, as far as the report needs it. */
const importResultSchema = z.looseObject({ lines: z.int(), malformedLines: z.int(), acknowledged: z.int() });

function importFile({ bench, pipeline, signal }: Run, input: string): Link {
  const { name } = pipeline.manifest;
  return {
    name: 'import',
    title: `Import ${relative(bench.workspace, input)} into Kafka`,
    async run(found, show) {
      const args = ['import', input, '--pipeline', name];
      const result = importResultSchema.parse(
        await runApp(bench, 'producer', { args, signal, onProgress: show }),
      );
      found.lines = result.lines;
      found.malformed = result.malformedLines;
      found.kafka = await recordsInKafka(homeConfig(bench).kafka, name);
      return result.acknowledged;
    },
  };
}

/** What `producer simulate --json` prints, as far as the report needs it. */
const simulateResultSchema = z.looseObject({
  records: z.int(),
  acknowledged: z.int(),
  truth: z.looseObject({ fates: z.record(z.string(), z.int()) }),
});

const EVERYTHING = { kind: 'all' } as const;

const truthOf = (bench: Workbench): string => join(bench.home.root, 'truth');

function simulate(
  { bench, pipeline, signal }: Run,
  { events, seed }: Extract<Input, { kind: 'simulation' }>,
): Link {
  const { name } = pipeline.manifest;
  return {
    name: 'simulate',
    title: `Simulate ${events.toLocaleString('en-US')} events into Kafka, with much that is wrong with them`,
    async run(found, show) {
      const args = ['simulate', '--events', `${events}`, '--seed', `${seed}`, '--pipeline', name];
      const result = simulateResultSchema.parse(
        await runApp(bench, 'producer', {
          args: [...args, '--truth', truthOf(bench)],
          signal,
          onProgress: show,
        }),
      );
      found.lines = result.records;
      found.trueFates = result.truth.fates;
      found.kafka = await recordsInKafka(homeConfig(bench).kafka, name);
      return result.acknowledged;
    },
  };
}

function compare({ bench, pipeline }: Run): Link {
  return {
    name: 'truth',
    title: 'Compare the tables with the ground truth, row by row',
    async run(found) {
      const { reconciliation, trueFates } = found;
      if (!reconciliation || !trueFates) throw new Error('nothing was simulated and reconciled before');
      found.truth = [
        ...(await checkTruth(bench, pipeline, truthOf(bench))),
        compareFates(trueFates, reconciliation),
      ];
      return found.truth.reduce((rows, { expected }) => rows + expected, 0);
    },
  };
}

/** What `job-submitter bundle --json` and `prepare --json` print, as far as the next step needs it. */
const bundledSchema = z.looseObject({ folder: z.string(), version: z.string() });
const preparedSchema = z.looseObject({ file: z.string() });

/** A job goes the way of a release: bundle, upload, plan, submit. What production lets people review is not asked here. */
function sparkJob({ bench, pipeline, signal }: Run): Link[] {
  const { name } = pipeline.manifest;
  const submitter = (args: readonly string[], more: Partial<AppRun> = {}): Promise<unknown> =>
    runApp(bench, 'job-submitter', { args, signal, ...more });
  let plan: string;
  return [
    {
      title: 'Make the Spark bundle, upload it, and prepare its plan',
      async run(_, show) {
        const args = ['--pipeline', name];
        const { folder, version } = bundledSchema.parse(
          await submitter(['bundle', ...args], { environment: false }),
        );
        const bundle = [...args, '--bundle', folder];
        await submitter(['upload', ...bundle]);
        const work = ['--drain', '--settle', '--final'];
        plan = preparedSchema.parse(await submitter(['prepare', ...bundle, ...work])).file;
        show(`bundle ${version}, plan ${relative(bench.workspace, plan)}`);
        return 0;
      },
    },
    {
      name: 'Spark',
      title: 'Run the Spark queries until the topic is drained, then settle',
      async run(found, show) {
        await submitter(['submit', '--plan', plan, '--yes', '--wait'], { onProgress: show });
        return found.kafka;
      },
    },
  ];
}

/** Runs another app over all records of the topic. */
function app({ bench, signal }: Run, name: string, args: string[]): Link['run'] {
  return async (found, show) => {
    await runApp(bench, name, { args, signal, onProgress: show });
    return found.kafka;
  };
}
