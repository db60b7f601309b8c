import { Command, Option } from 'commander';
import type { JobProgress } from '@clickstream/pipeline';
import { bundleCommand, prepareCommand, uploadCommand, type PrepareOptions } from './commands/artifacts';
import {
  logsCommand,
  rollbackCommand,
  statusCommand,
  stopCommand,
  submitCommand,
  upgradeCommand,
  type PlanOptions,
  type RollbackOptions,
  type StopCommandOptions,
} from './commands/operate';
import {
  batchOption,
  environmentOption,
  here,
  jsonOption,
  pipelineOption,
  planOption,
  positive,
  print,
  withWork,
  workOf,
  yesOption,
  type Common,
  type WorkOptions,
} from './commands/options';
import { runLocal } from './commands/run-local';

const EXAMPLES = `
Examples, in the order of a release:
  job-submitter bundle                         the versioned artifact of a pipeline; same files, same bytes
  job-submitter upload --env dev               to S3, once and for all
  job-submitter prepare --env dev --out p.json everything that a run would be, for review
  job-submitter submit --plan p.json           run it, where nothing runs
  job-submitter upgrade --plan p.json          stop what runs, and run it on the same checkpoints
  job-submitter rollback --env dev             back to what ran before
On this machine, all of it at once:
  job-submitter run --local --drain            process what is in the topic, then end
  job-submitter run --local --settle           give every record its fate; safe to repeat
  job-submitter run --local                    stream until Ctrl-C, which ends between two batches

Exit codes: 0 done, 1 failed (run it again: it goes on where it was), 2 refused or wrong usage, 130 stopped by Ctrl-C.`;

/** The command line of the job submitter. @param stop Fires when the person asks to stop. */
export function jobSubmitterCli(stop: AbortSignal): Command {
  const program = new Command('job-submitter')
    .description('Brings the Spark jobs of pipelines from a commit to a running job, and operates them.')
    .addHelpText('after', EXAMPLES);
  addArtifacts(program);
  addSubmission(program, stop);
  addOperation(program, stop);
  addRun(program, stop);
  return program;
}

function addArtifacts(program: Command): void {
  program
    .command('bundle')
    .description('make the Spark artifact of a pipeline: job, library, contract, list of jars, manifest')
    .addOption(pipelineOption())
    .option('--out <folder>', 'where bundles are put, by pipeline and version (default: dist/bundles)')
    .addOption(jsonOption())
    .action(bundleCommand);
  at(program.command('upload'))
    .description(
      'upload a bundle to the artifacts of an environment and verify it; never changes one that is there',
    )
    .option('--bundle <folder>', 'bundle to upload (default: made of this workspace)')
    .action(uploadCommand);
  withWork(at(program.command('prepare')))
    .description(
      'write the request that would run a bundle, with every Spark setting and its reason, for review',
    )
    .option('--bundle <folder>', 'bundle to run (default: made of this workspace)')
    .option('--out <file>', 'where the plan is written (default: below dist/plans)')
    .action((options: PrepareOptions) => prepareCommand(options));
}

function addSubmission(program: Command, stop: AbortSignal): void {
  const wait = new Option('--wait', 'show progress until the run is over; Ctrl-C leaves it running');
  const meant = [
    new Option('--env <name>', 'refuse a plan of another environment'),
    new Option('--pipeline <name>', 'refuse a plan of another pipeline'),
  ];
  for (const [name, description, action] of [
    ['submit', 'run a reviewed plan; refuses while another run holds the lease', submitCommand],
    ['upgrade', 'stop what runs and run a reviewed plan on the same checkpoints', upgradeCommand],
  ] as const) {
    const command = program.command(name).description(description);
    for (const option of [planOption(), ...meant, wait, yesOption(), jsonOption()]) command.addOption(option);
    if (name === 'upgrade') command.addOption(batchOption());
    command.action((options: PlanOptions) => action(options, stop));
  }
  at(program.command('rollback'))
    .description('stop what runs and run what was submitted before, as it was reviewed then')
    .option('--to <version>', 'version to go back to (default: the one before)')
    .addOption(batchOption())
    .addOption(yesOption())
    .action((options: RollbackOptions) => rollbackCommand(options, stop));
}

function addOperation(program: Command, stop: AbortSignal): void {
  at(program.command('status'))
    .description('what was submitted, whether it runs, and how far each query is; exit 1 when it has failed')
    .action((options: Common) => statusCommand(options));
  at(program.command('stop'))
    .description('end what runs between two batches')
    .option('--force', 'cut off what does not end in time; its batch is run again by the next start')
    .addOption(batchOption())
    .action((options: StopCommandOptions) => stopCommand(options, stop));
  at(program.command('logs'))
    .description('the last lines that the run submitted last has logged')
    .addOption(new Option('--lines <n>', 'at most so many').argParser(positive).default(100))
    .action(logsCommand);
}

interface RunOptions extends Common, WorkOptions {
  readonly local?: boolean;
}

function addRun(program: Command, stop: AbortSignal): void {
  withWork(
    at(program.command('run').requiredOption('--local', 'on this machine, against the local platform')),
  )
    .description('bundle, upload, prepare, submit and wait, in one; Ctrl-C ends the run between two batches')
    .action(async (options: RunOptions) => {
      const progress = await runLocal(here(options), workOf(options), stop);
      print(options.json, progress, render);
    });
}

function at(command: Command): Command {
  return command.addOption(pipelineOption()).addOption(environmentOption()).addOption(jsonOption());
}

function render({ state, queries }: JobProgress): string {
  const rows = queries.map(
    (query) => `${query.query} ${query.rows_written.toLocaleString('en-US')} rows written`,
  );
  return `${state}: ${rows.join(', ') || 'nothing to do'}`;
}
