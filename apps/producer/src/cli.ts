import { Command, InvalidArgumentError, Option } from 'commander';
import { ENVIRONMENTS, findWorkspace } from '@clickstream/config';
import { importFile } from './import/command';
import { renderImport } from './import/render';
import { applied, planned, type TopicsOptions } from './topics/command';
import type { TopicPlan } from './topics/plan';
import { renderPlan } from './topics/render';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const environment = (): Option =>
  new Option('--env <name>', 'environment to work on').choices(ENVIRONMENTS).default('local');
const asJson = (): Option => new Option('--json', 'print one JSON document for machines');

/** The command line of the producer. @param stop Fires when the person asks to stop. */
export function producerCli(stop: AbortSignal): Command {
  const program = new Command('producer')
    .description('Brings events into Kafka, and keeps its topics in order.')
    .addHelpText(
      'after',
      `
Examples:
  producer import access.log.gz                the requests of a web server as page views
  producer import events.ndjson                events, one JSON object a line
  producer topics plan                         what apply would change
  producer topics apply --yes

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 130 stopped by Ctrl-C.`,
    );
  program.addCommand(importCommand(stop));
  program.addCommand(topicsCommand());
  return program;
}

function importCommand(stop: AbortSignal): Command {
  return new Command('import')
    .description('send the lines of a file to Kafka, each as one event')
    .argument('<file>', 'access log or events, plain or gzip')
    .option('--pipeline <name>', 'pipeline that gets the events', 'clickstream')
    .addOption(environment())
    .option('--topic <name>', 'topic to write to (default: that of the pipeline)')
    .option('--give-up-after <seconds>', 'how long Kafka may be away', positiveInteger, 300)
    .addOption(asJson())
    .addHelpText(
      'after',
      `
What a file is, its first line says:
  {...       events, one JSON object a line; each is sent byte for byte under its anonymous_id, received when it was sent
  else       an access log in Apache's combined format; each request is one page_view

An event counts as sent once all replicas in sync have it. While Kafka is away the import waits. Lines that are neither
are reported with their numbers and skipped. Importing a file again sends the same event ids, so nothing counts twice.
Ctrl-C waits for what is in flight, says how much was acknowledged, and exits with 130.`,
    )
    .action(async (file: string, options: ImportFlags) => {
      const result = await importFile(
        file,
        {
          workspace: findWorkspace(),
          pipeline: options.pipeline,
          environment: options.env,
          topic: options.topic,
          giveUpAfterSeconds: options.giveUpAfter,
        },
        stop,
      );
      print(options.json ? JSON.stringify(result) : renderImport(result));
      stop.throwIfAborted();
    });
}

interface ImportFlags {
  readonly pipeline: string;
  readonly env: string;
  readonly topic?: string;
  readonly giveUpAfter: number;
  readonly json?: boolean;
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, at least 1.');
  return Number(text);
}

function topicsCommand(): Command {
  const topics = new Command('topics').description('keep the topics as the manifests of the pipelines say');
  topics.addCommand(
    topicsOptions(new Command('plan').description('show what apply would change')).action(
      async (flags: TopicsFlags) => {
        const plans = await planned(topicsTask(flags));
        print(flags.json ? JSON.stringify({ topics: plans }) : renderPlan(plans));
      },
    ),
  );
  topics.addCommand(
    topicsOptions(new Command('apply').description('create and change topics; refuses what would lose data'))
      .option('--yes', 'do it; without, the plan is shown and nothing changes')
      .action(async (flags: TopicsFlags & { yes?: boolean }) => {
        const show = flags.json ? () => undefined : (plans: readonly TopicPlan[]) => print(renderPlan(plans));
        const plans = await applied(topicsTask(flags), flags.yes ?? false, show);
        if (flags.json) print(JSON.stringify({ topics: plans }));
      }),
  );
  return topics;
}

interface TopicsFlags {
  readonly env: string;
  readonly pipeline?: string;
  readonly acceptLoss: string[];
  readonly json?: boolean;
}

const topicsOptions = (command: Command): Command =>
  command
    .addOption(environment())
    .option('--pipeline <name>', 'one pipeline instead of all')
    .option('--accept-loss <setting...>', 'settings that may delete records, such as retention.ms', [])
    .addOption(asJson());

const topicsTask = (flags: TopicsFlags): TopicsOptions => ({
  workspace: findWorkspace(),
  environment: flags.env,
  pipeline: flags.pipeline,
  acceptLoss: flags.acceptLoss,
});
