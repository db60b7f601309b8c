import { Command, InvalidArgumentError, Option } from 'commander';
import { progressLine, type ProgressLine } from '@clickstream/cli';
import { PlatformError } from '@clickstream/errors';
import { commandLine } from './failures';
import { withConnections, type Connections } from './connect';
import { FAULT_MEANINGS, FAULT_POINTS, faultFrom } from './faults';
import { follow } from './follow';
import { loadPipeline, type Loader } from './load';
import type { Verification } from './outputs';
import { publisherOf } from './publisher';
import { rebuildPipeline } from './rebuild';
import { renderLoad, renderStatus, renderVerification } from './render';
import { openStaging } from './staging';
import { statusOf } from './status';
import { BOUNDS } from './units';
import { verify } from './verify';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

interface Common {
  readonly pipeline: string;
  readonly env: string;
  readonly json?: boolean;
}

interface LoadOptions extends Common {
  readonly follow?: boolean;
  readonly maxSnapshots?: number;
  readonly pollSeconds: number;
}

const EXAMPLES = `
Examples:
  snowflake-loader load --once                      load what the lake has now
  snowflake-loader load --follow --poll-seconds 2   and what comes, until Ctrl-C
  snowflake-loader status --json                    how far it is, and the file to read
  snowflake-loader verify                           is every row of the lake there, and no other?
  snowflake-loader rebuild                          replace all by what the lake holds now

Exit codes: 0 done, 1 failed, 2 wrong usage or environment, 130 stopped by Ctrl-C.`;

/** The command line of the loader. @param stop Fires when the person asks to stop. */
export function loaderCli(stop: AbortSignal): Command {
  const program = new Command('snowflake-loader')
    .description('Loads the curated tables of the lake into the warehouse: every row once, whatever dies.')
    .addHelpText('after', EXAMPLES);

  common(program.command('load'))
    .description('load snapshots that are in the lake and not in the warehouse; safe to repeat and to kill')
    .addOption(new Option('--once', 'load what there is and end (default)').conflicts('follow'))
    .addOption(new Option('--follow', 'keep loading; with --json one document per line for each change'))
    .addOption(
      new Option('--max-snapshots <n>', 'at most so many snapshots per transaction').argParser(positive),
    )
    .addOption(
      new Option('--poll-seconds <n>', 'pause between looks at the lake').argParser(positive).default(5),
    )
    .action((options: LoadOptions) => load(options, stop));

  common(program.command('rebuild'))
    .description('replace all tables by what the lake holds now; heals what a load says it cannot')
    .action((options: Common) => rebuild(options, stop));

  common(program.command('status'))
    .description('how far the warehouse is behind the lake, per table: snapshots, rows, seconds')
    .action(status);

  common(program.command('verify'))
    .description('compare every row of the warehouse with the lake; exit 1 when they differ')
    .action(verifyTables);

  program
    .command('faults')
    .description('list the points at which a test can kill a load with LOADER_FAULT=<point>[:<n>]')
    .addOption(asJson())
    .action(faults);

  return program;
}

function common(command: Command): Command {
  return command
    .addOption(new Option('--pipeline <name>', 'pipeline to work on').default('clickstream'))
    .addOption(new Option('--env <name>', 'environment: local, dev, staging or prod').default('local'))
    .addOption(asJson());
}

function asJson(): Option {
  return new Option('--json', 'print one JSON document for machines');
}

async function load(options: LoadOptions, stop: AbortSignal): Promise<void> {
  await withLoader(options, stop, async (loader) => {
    if (!options.follow) {
      const report = await loadPipeline(loader);
      await loader.publisher.now();
      print(options.json ? JSON.stringify(report, null, 2) : renderLoad(report));
      return;
    }
    await follow(loader, {
      pollMs: options.pollSeconds * 1000,
      onLoaded: (report) => print(options.json ? JSON.stringify(report) : renderLoad(report)),
      onTrouble: (error, waitMs) => say(`${error.oneLine()}; next try in ${waitMs / 1000} s`),
    });
  });
}

async function rebuild(options: Common, stop: AbortSignal): Promise<void> {
  await withLoader(options, stop, async (loader) => {
    const report = await rebuildPipeline(loader);
    print(options.json ? JSON.stringify(report, null, 2) : renderLoad(report));
  });
}

async function status(options: Common): Promise<void> {
  await withConnections({ environment: options.env, pipeline: options.pipeline }, async (connections) => {
    const now = await statusOf({ ...connections, now: Date.now });
    print(options.json ? JSON.stringify(now, null, 2) : renderStatus(now));
  });
}

async function verifyTables(options: Common): Promise<void> {
  await withConnections({ environment: options.env, pipeline: options.pipeline }, async (connections) => {
    const staging = await openStaging(connections.lake, connections.stagingFolder);
    const verification = await verify({ ...connections, staging });
    print(options.json ? JSON.stringify(verification, null, 2) : renderVerification(verification));
    refuseDifference(verification);
  });
}

function faults(options: { readonly json?: boolean }): void {
  const list = FAULT_POINTS.map((point) => ({ point, meaning: FAULT_MEANINGS[point] }));
  if (options.json) print(JSON.stringify(list, null, 2));
  else for (const { point, meaning } of list) print(`${point.padEnd(12)}${meaning}`);
}

function refuseDifference({ equal, pipeline, tables }: Verification): void {
  if (equal) return;
  const differing = tables.filter((table) => !table.equal).map((table) => table.table);
  throw new PlatformError({
    code: 'VERIFY_DIFFERS',
    message: `the warehouse does not hold the lake's rows: ${differing.join(', ')}`,
    where: pipeline,
    next: commandLine('rebuild', pipeline),
  });
}

async function withLoader(
  options: Common & Partial<LoadOptions>,
  signal: AbortSignal,
  work: (loader: Loader) => Promise<void>,
): Promise<void> {
  const reach = faultFrom(process.env, options.env);
  const which = { environment: options.env, pipeline: options.pipeline, onStep: reach };
  await withConnections(which, async ({ stagingFolder, ...connections }: Connections) =>
    work({
      ...connections,
      publisher: publisherOf(connections.warehouse),
      staging: await openStaging(connections.lake, stagingFolder),
      bounds: { ...BOUNDS, snapshots: options.maxSnapshots ?? BOUNDS.snapshots },
      signal,
      reach,
      onProgress: progressLines(),
    }),
  );
}

/** One line per table, begun at its first unit. */
function progressLines(): Loader['onProgress'] {
  let current: { table: string; line: ProgressLine } | undefined;
  return (table, done, pending) => {
    if (current?.table !== table) current = { table, line: progressLine(`${table} rows`, pending) };
    if (done < pending) return current.line.update(done);
    current.line.finish(done);
    current = undefined;
  };
}

function positive(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a positive whole number.');
}
