import { Command, Option } from 'commander';
import { findWorkspace } from '@clickstream/config';
import { importFile } from './import/command';
import { renderImport } from './import/render';
import {
  asJson,
  environment,
  positiveInteger,
  positionFile,
  positiveNumber,
  seed,
  span,
  turnedDial,
} from './options';
import { requireTaken, simulate } from './simulate/command';
import { renderSimulation } from './simulate/render';
import { DIALS, dials, type Dial } from './simulate/traffic/dials';
import { applied, planned, type TopicsOptions } from './topics/command';
import type { TopicPlan } from './topics/plan';
import { renderPlan } from './topics/render';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

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
  producer import orders.csv --mapping m.json  the rows of a table, as a mapping says
  producer simulate --events 200000 --truth t  dirty traffic whose right answer is known
  producer topics plan                         what apply would change
  producer topics apply --yes

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 130 stopped by Ctrl-C.`,
    );
  program.addCommand(importCommand(stop));
  program.addCommand(simulateCommand(stop));
  program.addCommand(topicsCommand());
  return program;
}

function importCommand(stop: AbortSignal): Command {
  return new Command('import')
    .description('send the lines of a file to Kafka, each as one event')
    .argument('<file>', 'access log, events or CSV, plain or gzip')
    .option('--mapping <file>', 'the file is a CSV; how its rows become events')
    .addOption(
      new Option(
        '--unchecked',
        'send events as they are, also what the contract refuses: raw traffic, for the stream to judge',
      ).conflicts('mapping'),
    )
    .option('--pipeline <name>', 'pipeline that gets the events', 'clickstream')
    .addOption(environment())
    .option('--topic <name>', 'topic to write to (default: that of the pipeline)')
    .option('--give-up-after <seconds>', 'how long Kafka may be away', positiveInteger, 300)
    .option('--dry-run', 'judge every line by the contract, send nothing')
    .option('--refused <file>', 'write lines that became no event to a file, with the reasons')
    .addOption(positionFile())
    .addOption(asJson())
    .addHelpText(
      'after',
      `
What a file is, its first line says, unless a mapping is given:
  {...       events, one JSON object a line; each is sent byte for byte under its anonymous_id, received when it was sent
  else       an access log in Apache's combined format; each request is one page_view

What the contract of clickstream refuses is refused here, but for the clocks: what is late the stream decides.
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
          dryRun: options.dryRun ?? false,
          mapping: options.mapping,
          unchecked: options.unchecked,
          position: options.position,
          refused: options.refused,
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
  readonly dryRun?: boolean;
  readonly mapping?: string;
  readonly unchecked?: boolean;
  readonly position?: string;
  readonly refused?: string;
  readonly json?: boolean;
}

function simulateCommand(stop: AbortSignal): Command {
  return new Command('simulate')
    .description('send what simulated visitors do, with known truth; the same seed makes the same bytes')
    .option('--events <count>', 'events that visitors make (default: 10000)', positiveInteger)
    .option('--duration <span>', 'simulated time they take: 90s, 30m, 6h, 2d (default: 1d)', span)
    .option('--rate <count>', 'events a simulated second, instead of one of the two', positiveNumber)
    .option('--seed <number>', 'which world', seed, 1)
    .option('--speed <factor>', 'simulated seconds a second (default: as fast as it goes)', positiveNumber)
    .option('--dial <name=share>', 'turn one dial, see below; may be repeated', turnedDial, {})
    .option('--clean', 'all dials at 0 but those that are turned')
    .option('--out <file>', 'write the records to a file instead of Kafka')
    .option('--truth <folder>', 'write the ground truth: fate of each record, sessions, minutes')
    .addOption(positionFile().conflicts('out'))
    .option('--pipeline <name>', 'pipeline that gets the events', 'clickstream')
    .addOption(environment())
    .option('--topic <name>', 'topic to write to (default: that of the pipeline)')
    .option('--give-up-after <seconds>', 'how long Kafka may be away', positiveInteger, 300)
    .addOption(asJson())
    .addHelpText('after', dialsHelp())
    .action(async (flags: SimulateFlags) => {
      const result = await simulate(simulation(flags), stop);
      print(flags.json ? JSON.stringify(result) : renderSimulation(result));
      requireTaken(result);
      stop.throwIfAborted();
    });
}

interface SimulateFlags {
  readonly events?: number;
  readonly duration?: number;
  readonly rate?: number;
  readonly seed: number;
  readonly speed?: number;
  readonly dial: Partial<Record<Dial, number>>;
  readonly clean?: boolean;
  readonly out?: string;
  readonly truth?: string;
  readonly position?: string;
  readonly pipeline: string;
  readonly env: string;
  readonly topic?: string;
  readonly giveUpAfter: number;
  readonly json?: boolean;
}

const simulation = ({ events, duration, rate, dial, clean, env, giveUpAfter, ...flags }: SimulateFlags) => ({
  ...flags,
  workspace: findWorkspace(),
  environment: env,
  giveUpAfterSeconds: giveUpAfter,
  amount: { events, durationMs: duration, rate },
  dials: dials(dial, clean),
});

const dialsHelp = (): string => `
Dials, each a share from 0 to 1:
${Object.entries(DIALS)
  .map(([name, { share, of, doc }]) => `  ${name.padEnd(12)} ${String(share).padEnd(6)} ${of} ${doc}`)
  .join('\n')}

The simulated clock starts on 2 March 2026, 08:00 UTC, and sets received_at. docs/producer.md has the ground truth's format.`;

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
    .option('--accept-loss <setting...>', 'settings whose loss is accepted, such as retention.ms', [])
    .addOption(asJson());

const topicsTask = (flags: TopicsFlags): TopicsOptions => ({
  workspace: findWorkspace(),
  environment: flags.env,
  pipeline: flags.pipeline,
  acceptLoss: flags.acceptLoss,
});
