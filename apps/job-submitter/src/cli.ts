import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { ENVIRONMENTS, findWorkspace, loadConfig, platformHome } from '@clickstream/config';
import { findPipeline, type JobProgress } from '@clickstream/pipeline';
import { readCompiledContract } from '@clickstream/schema';
import { runLocal } from './run-local';

interface RunOptions {
  readonly local?: boolean;
  readonly pipeline: string;
  readonly env: string;
  readonly drain?: boolean;
  readonly queries?: string;
  readonly settle?: boolean;
  readonly final?: boolean;
  readonly replay?: [from: string, to: string];
  readonly json?: boolean;
}

/** The command line of the job submitter. @param stop Fires when the person asks to stop. */
export function jobSubmitterCli(stop: AbortSignal): Command {
  const program = new Command('job-submitter').description('Runs the Spark jobs of pipelines.').addHelpText(
    'after',
    `
Examples:
  job-submitter run --local --drain            process what is in the topic, then end
  job-submitter run --local --settle           give every record its fate; safe to repeat
  job-submitter run --local                    stream until Ctrl-C, which ends between two batches

Exit codes: 0 drained or stopped, 1 failed (run it again: it goes on where it was), 2 refused or wrong usage.`,
  );

  program
    .command('run')
    .description("run a pipeline's streaming job")
    .requiredOption('--local', 'on this machine, against the local platform')
    .option('--pipeline <name>', 'pipeline to run', 'clickstream')
    .addOption(new Option('--env <name>', 'environment').choices([...ENVIRONMENTS]).default('local'))
    .option('--drain', 'process what is in the topic now, then end')
    .option('--settle', 'name duplicates and heal sessions: after --drain, or alone beside a running stream')
    .option('--final', 'with --settle: the input has ended, close the sessions that are open')
    .addOption(
      new Option(
        '--replay <from/to>',
        'rebuild curated tables from raw beside the live ones, and compare',
      ).argParser(interval),
    )
    .option('--queries <names>', 'comma list of queries (default: all)')
    .option('--json', 'print one JSON document for machines when the job has ended')
    .action((options: RunOptions) => run(options, stop));

  return program;
}

async function run(options: RunOptions, stop: AbortSignal): Promise<void> {
  const workspace = findWorkspace();
  const pipeline = findPipeline(workspace, options.pipeline);
  // Fails here, in words, rather than in the driver.
  readCompiledContract(pipeline.contractFile);
  const result = await runLocal(loadConfig({ environment: options.env, workspace }), pipeline, {
    workspace,
    home: platformHome(process.env, workspace),
    drain: options.drain ?? false,
    queries: options.queries,
    settle: options.settle,
    final: options.final,
    replay: options.replay,
    signal: stop,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${render(result)}\n`);
}

/** ISO 8601: two instants in UTC, joined by a slash. */
function interval(text: string): [from: string, to: string] {
  const [from = '', to = '', ...rest] = text.split('/');
  const instant = z.iso.datetime();
  if (rest.length === 0 && instant.safeParse(from).success && instant.safeParse(to).success)
    return [from, to];
  throw new InvalidArgumentError('Write it like 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z.');
}

function render({ state, queries }: JobProgress): string {
  const rows = queries.map(
    (query) => `${query.query} ${query.rows_written.toLocaleString('en-US')} rows written`,
  );
  return `${state}: ${rows.join(', ') || 'nothing to do'}`;
}
