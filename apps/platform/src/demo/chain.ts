import { relative } from 'node:path';
import { z } from 'zod';
import type { Pipeline } from '@clickstream/pipeline';
import { runApp } from '../apps';
import { up } from '../commands/up';
import { reconcile } from '../commands/reconcile';
import type { ReconciliationResult } from '../reconcile/result';
import { homeConfig, recordsInKafka } from './inspect';
import type { Workbench } from '../workbench';

/** What the links of the chain found out, one after another. */
export interface Findings {
  lines: number;
  malformed: number;
  kafka: number;
  /** The last link's: the fate of every record. */
  reconciliation?: ReconciliationResult;
}

export const nothingFound = (): Findings => ({
  lines: 0,
  malformed: 0,
  kafka: 0,
});

export interface Run {
  readonly bench: Workbench;
  readonly pipeline: Pipeline;
  readonly input: string;
  readonly signal: AbortSignal;
}

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
    importFile(run),
    {
      name: 'Spark',
      title: 'Run the Spark queries until the topic is drained',
      run: app(run, 'job-submitter', ['run', '--local', '--drain', '--pipeline', name]),
    },
    {
      name: 'load',
      title: 'Load the warehouse',
      run: app(run, 'snowflake-loader', ['load', '--once', '--pipeline', name]),
    },
    {
      name: 'reconcile',
      title: `Reconcile: find the fate of every record of ${relative(bench.workspace, input)}`,
      async run(found, show) {
        const options = { pipeline, sinceLast: false, signal: run.signal, onStep: show };
        found.reconciliation = await reconcile(bench, options);
        return found.kafka;
      },
    },
  ];
}

function start({ bench, signal }: Run): Link {
  return {
    title: 'Start Kafka, S3 and the Iceberg catalog',
    async run(_, show) {
      await up(bench, { signal, onStep: show });
      return 0;
    },
  };
}

/** What `producer import --json` prints, as far as the report needs it. */
const importResultSchema = z.looseObject({ lines: z.int(), malformedLines: z.int(), acknowledged: z.int() });

function importFile({ bench, pipeline, input, signal }: Run): Link {
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
      found.kafka = await recordsInKafka(homeConfig(bench).kafka.bootstrapServers, name);
      return result.acknowledged;
    },
  };
}

/** Runs another app over all records of the topic. */
function app({ bench, signal }: Run, name: string, args: string[]): Link['run'] {
  return async (found, show) => {
    await runApp(bench, name, { args, signal, onProgress: show });
    return found.kafka;
  };
}
