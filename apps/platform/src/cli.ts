import { PlatformError } from '@clickstream/errors';
import { findPipeline } from '@clickstream/pipeline';
import type { Scope } from '@clickstream/reconcile';
import { Command, InvalidArgumentError, Option } from 'commander';
import { down } from './commands/down';
import { logNames, logs } from './commands/logs';
import { status, type Status } from './commands/status';
import { up } from './commands/up';
import { runApp } from './apps';
import { demo } from './commands/demo';
import { reconcile } from './commands/reconcile';
import { renderReconciliation, verdictLine } from './reconcile/render';
import { renderStatus } from './render-status';
import { WAREHOUSES, type State } from './state';
import { openWorkbench } from './workbench';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`  ${text}\n`);
const json = (value: unknown): void => print(JSON.stringify(value, null, 2));

const home = (): Option =>
  new Option('--home <folder>', 'folder of this local platform (default: .platform/local)');
const warehouse = (): Option =>
  new Option('--warehouse <kind>', 'what the loader writes to; the emulator is a fake').choices(WAREHOUSES);
const asJson = (): Option => new Option('--json', 'print one JSON document for machines');

/** The command line of the local platform. @param stop Fires when the person asks to stop. */
export function platformCli(stop: AbortSignal): Command {
  const program = new Command('platform')
    .description(
      'The platform on this machine: real Kafka, S3, Iceberg catalog, Spark and warehouse, without Docker.',
    )
    .addHelpText(
      'after',
      `
Examples:
  npm run demo                                    everything, once, with real web traffic
  npm run demo -- --events 200000                 the same with dirty traffic whose right answer is known
  npm run demo -- --warehouse snowflake-emulator  through Snowflake's own driver, against a fake
  npm run platform -- up --brokers 3              a cluster that survives a lost broker
  npm run platform -- status --json               endpoints and keys for any other client
  npm run platform -- logs kafka-1 --lines 50
  npm run platform -- settle                      give every record its fate
  npm run platform -- replay                      rebuild from raw, and compare
  npm run platform -- reconcile                   does every offset have exactly one fate?
  npm run platform -- down --purge                stop and delete the local data

Exit codes: 0 done, 1 failed, 2 wrong usage or environment, 130 stopped by Ctrl-C.`,
    );

  upCommand(program, stop);
  downCommand(program);
  statusCommand(program);
  logsCommand(program);
  demoCommand(program, stop);
  settleCommand(program, stop);
  replayCommand(program, stop);
  reconcileCommand(program, stop);
  return program;
}

function upCommand(program: Command, stop: AbortSignal): void {
  program
    .command('up')
    .description('start Kafka, S3 and the catalog, create buckets and topics; safe to repeat')
    .addOption(new Option('--brokers <count>', 'Kafka brokers').choices(['1', '3']))
    .addOption(warehouse())
    .addOption(home())
    .addOption(asJson())
    .action(async (options: UpFlags) => {
      const bench = openWorkbench(options.home);
      const brokers = options.brokers === undefined ? undefined : options.brokers === '3' ? 3 : 1;
      await up(bench, { brokers, warehouse: options.warehouse, signal: stop, onStep: say });
      const now = await status(bench);
      if (options.json) json(now);
      else print(renderStatus(now));
    });
}

interface UpFlags {
  readonly brokers?: '1' | '3';
  readonly warehouse?: State['warehouse'];
  readonly home?: string;
  readonly json?: boolean;
}

function downCommand(program: Command): void {
  program
    .command('down')
    .description('stop exactly what this home started')
    .option('--purge', 'also delete the data of this home')
    .addOption(home())
    .addOption(asJson())
    .action(async (options: { purge?: boolean; home?: string; json?: boolean }) => {
      const result = await down(openWorkbench(options.home).home, options.purge ?? false);
      if (options.json) json(result);
      else
        print(
          `stopped: ${result.stopped.join(', ') || 'nothing was running'}${result.purged ? '; data deleted' : ''}`,
        );
    });
}

function statusCommand(program: Command): void {
  program
    .command('status')
    .description('what runs, where to connect, how far each query is; exit 1 when something is not healthy')
    .addOption(home())
    .addOption(asJson())
    .action(async (options: { home?: string; json?: boolean }) => {
      const now = await status(openWorkbench(options.home));
      if (options.json) json(now);
      else print(renderStatus(now));
      refuseUnhealthy(now);
    });
}

function logsCommand(program: Command): void {
  program
    .command('logs')
    .description('print the end of a log; without a name, list the logs')
    .argument('[name]', 'kafka-1, object-store, job-<pipeline> ...')
    .option('--lines <count>', 'how many lines from the end, or "all"', lineCount, 100)
    .addOption(home())
    .action(async (name: string | undefined, options: { lines: number | 'all'; home?: string }) => {
      const bench = openWorkbench(options.home);
      if (name === undefined) print(logNames(bench.home).join('\n'));
      else await logs(bench.home, name, options.lines, process.stdout);
    });
}

function demoCommand(program: Command, stop: AbortSignal): void {
  program
    .command('demo')
    .description(
      'feed real web traffic through Kafka, Spark, Iceberg and the warehouse, and account for every record',
    )
    .option('--input <file>', 'access log or events, plain or gzip (default: 10,000 real requests)')
    .addOption(
      new Option(
        '--events <count>',
        'simulate so many events instead, dirty ones, and compare with the truth',
      )
        .argParser(positiveInteger)
        .conflicts('input'),
    )
    .option('--seed <number>', 'which simulation', seed, 1)
    .option('--pipeline <name>', 'pipeline to run', 'clickstream')
    .addOption(warehouse().default('duckdb'))
    .option('--keep', 'leave the platform running afterwards')
    .option('--json <file>', 'also write the report to a file')
    .addOption(new Option('--home <folder>', 'folder of the demo, emptied first (default: .platform/demo)'))
    .action((options: DemoFlags) => demo({ ...options, keep: options.keep ?? false, signal: stop }));
}

interface DemoFlags {
  readonly warehouse: State['warehouse'];
  readonly input?: string;
  readonly events?: number;
  readonly seed: number;
  readonly pipeline: string;
  readonly keep?: boolean;
  readonly json?: string;
  readonly home?: string;
}

function settleCommand(program: Command, stop: AbortSignal): void {
  program
    .command('settle')
    .description('name every duplicate and bring sessions and minutes to what the events say; safe to repeat')
    .option('--pipeline <name>', 'pipeline to settle', 'clickstream')
    .option('--final', 'the input has ended: also close the sessions and minutes that are open')
    .addOption(home())
    .action(async (options: { pipeline: string; final?: boolean; home?: string }) => {
      const name = await runStep(options, ['--settle', ...(options.final ? ['--final'] : [])], stop);
      print(`${name}: settled`);
    });
}

function replayCommand(program: Command, stop: AbortSignal): void {
  program
    .command('replay')
    .description(
      'rebuild curated tables from raw beside the live ones and compare them; exit 1 when a day differs',
    )
    .option('--pipeline <name>', 'pipeline to replay', 'clickstream')
    .option('--compare', 'compare with the live tables (default)')
    .option('--from <instant>', 'first broker time, like 2026-03-01T00:00:00Z', '1970-01-01T00:00:00Z')
    .option('--to <instant>', 'broker time before which to end', '9000-01-01T00:00:00Z')
    .addOption(home())
    .action(async (options: { pipeline: string; from: string; to: string; home?: string }) => {
      const name = await runStep(options, ['--replay', `${options.from}/${options.to}`], stop);
      print(`${name}: rebuilt from raw, every compared day is equal`);
    });
}

/** Runs a step of a pipeline beside its stream. @returns Name of the pipeline. */
async function runStep(
  options: { pipeline: string; home?: string },
  step: string[],
  signal: AbortSignal,
): Promise<string> {
  const bench = openWorkbench(options.home);
  const { name } = findPipeline(bench.workspace, options.pipeline).manifest;
  const args = ['run', '--local', ...step, '--pipeline', name];
  await runApp(bench, 'job-submitter', { args, signal, onProgress: say });
  return name;
}

function reconcileCommand(program: Command, stop: AbortSignal): void {
  program
    .command('reconcile')
    .description(
      'find the fate of every offset that the stream has committed, and compare lake and warehouse; exit 1 on any finding',
    )
    .option('--pipeline <name>', 'pipeline to judge', 'clickstream')
    .addOption(
      new Option('--since <point>', 'begin where the last clean run ended, or at the start of the topic')
        .choices(['last', 'start'])
        .default('start'),
    )
    .addOption(instantOption('--from <instant>', 'only what the broker had from then on'))
    .addOption(instantOption('--to <instant>', 'only what the broker had before then'))
    .addOption(home())
    .addOption(asJson())
    .action(reconcileAndReport(stop));
}

interface ReconcileFlags {
  readonly pipeline: string;
  readonly since: 'last' | 'start';
  /** Epoch milliseconds, as `to`. */
  readonly from?: number;
  readonly to?: number;
  readonly home?: string;
  readonly json?: boolean;
}

function scopeOf({ since, from, to }: ReconcileFlags): Scope {
  if (from !== undefined || to !== undefined) return { kind: 'between', fromMs: from, toMs: to };
  return { kind: since === 'last' ? 'since_last' : 'all' };
}

const reconcileAndReport =
  (signal: AbortSignal) =>
  async (options: ReconcileFlags): Promise<void> => {
    const bench = openWorkbench(options.home);
    const result = await reconcile(bench, {
      pipeline: findPipeline(bench.workspace, options.pipeline),
      scope: scopeOf(options),
      signal,
      onStep: say,
    });
    if (options.json) json(result);
    else print(renderReconciliation(result));
    if (!result.clean) {
      throw new PlatformError({
        code: 'NOT_CLEAN',
        message: verdictLine(result),
        where: bench.home.root,
        next: 'read docs/guarantees.md for what each finding means and what to do',
      });
    }
  };

function refuseUnhealthy(now: Status): void {
  if (now.healthy) return;
  const bad = now.services
    .filter((service) => !service.healthy)
    .map(({ name, reason }) => `${name}: ${reason}`);
  throw new PlatformError({
    code: 'UNHEALTHY',
    message: bad.join('; ') || 'nothing was started',
    where: now.home,
    next: 'npm run platform -- up',
  });
}

function lineCount(text: string): number | 'all' {
  if (text === 'all') return 'all';
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a positive number, or "all".');
}

function instantOption(flags: string, what: string): Option {
  return new Option(flags, `${what}, like 2026-03-01T00:00:00Z`).argParser(instant).conflicts('since');
}

/** @returns Epoch milliseconds. */
function instant(text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be an instant, like 2026-03-01T00:00:00Z.');
  return ms;
}

function positiveInteger(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, at least 1.');
}

function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, at least 0.');
}
