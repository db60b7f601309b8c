import { Command, InvalidArgumentError, Option } from 'commander';
import { progressLine, type ProgressLine } from '@clickstream/cli';
import { withConnections, type Connections } from './connect';
import { FAULT_MEANINGS, FAULT_POINTS, faultFrom } from './faults';
import { follow } from './follow';
import { loadPipeline, type Loader } from './load';
import { renderLoad, renderStatus } from './render';
import { openStaging } from './staging';
import { statusOf } from './status';
import { BOUNDS } from './units';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const asJson = (): Option => new Option('--json', 'print one JSON document for machines');
const pipelineOption = (): Option =>
  new Option('--pipeline <name>', 'pipeline to work on').default('clickstream');
const envOption = (): Option =>
  new Option('--env <name>', 'environment: local, dev, staging or prod').default('local');

interface Common {
  readonly pipeline: string;
  readonly env: string;
  readonly json?: boolean;
}

interface LoadOptions extends Common {
  readonly once?: boolean;
  readonly follow?: boolean;
  readonly maxSnapshots?: number;
  readonly pollSeconds: number;
}

/** The command line of the loader. @param stop Fires when the person asks to stop. */
export function loaderCli(stop: AbortSignal): Command {
  const program = new Command('snowflake-loader')
    .description('Loads the curated tables of the lake into the warehouse: every row once, whatever dies.')
    .addHelpText(
      'after',
      `
Examples:
  snowflake-loader load --once                      load what the lake has now
  snowflake-loader load --follow --poll-seconds 2   and what comes, until Ctrl-C
  snowflake-loader status --json                    how far it is, and the file to read

Exit codes: 0 done, 1 failed, 2 wrong usage or environment, 130 stopped by Ctrl-C.`,
    );

  program
    .command('load')
    .description('load snapshots that are in the lake and not in the warehouse; safe to repeat and to kill')
    .addOption(new Option('--once', 'load what there is and end (default)').conflicts('follow'))
    .addOption(new Option('--follow', 'keep loading; with --json one document per line for each change'))
    .addOption(
      new Option('--max-snapshots <n>', 'at most so many snapshots per transaction').argParser(positive),
    )
    .addOption(
      new Option('--poll-seconds <n>', 'pause between looks at the lake').argParser(positive).default(5),
    )
    .addOption(pipelineOption())
    .addOption(envOption())
    .addOption(asJson())
    .action((options: LoadOptions) => load(options, stop));

  program
    .command('status')
    .description('how far the warehouse is behind the lake, per table: snapshots, rows, seconds')
    .addOption(pipelineOption())
    .addOption(envOption())
    .addOption(asJson())
    .action((options: Common) =>
      withConnections({ environment: options.env, pipeline: options.pipeline }, async (connections) => {
        const status = await statusOf({ ...connections, now: Date.now });
        print(options.json ? JSON.stringify(status, null, 2) : renderStatus(status));
      }),
    );

  program
    .command('faults')
    .description('list the points at which a test can kill a load with LOADER_FAULT=<point>[:<n>]')
    .addOption(asJson())
    .action((options: { json?: boolean }) => {
      const faults = FAULT_POINTS.map((point) => ({ point, meaning: FAULT_MEANINGS[point] }));
      if (options.json) print(JSON.stringify(faults, null, 2));
      else for (const { point, meaning } of faults) print(`${point.padEnd(12)}${meaning}`);
    });

  return program;
}

async function load(options: LoadOptions, stop: AbortSignal): Promise<void> {
  const reach = faultFrom(process.env, options.env);
  await withConnections(
    { environment: options.env, pipeline: options.pipeline, onStep: reach },
    async (connections) => {
      const loader = await loaderOf(connections, options, stop, reach);
      if (!options.follow) {
        const report = await loadPipeline(loader);
        print(options.json ? JSON.stringify(report, null, 2) : renderLoad(report));
        return;
      }
      await follow(loader, {
        pollMs: options.pollSeconds * 1000,
        onLoaded: (report) => print(options.json ? JSON.stringify(report) : renderLoad(report)),
        onTrouble: (error, waitMs) => say(`${error.oneLine()}; next try in ${waitMs / 1000} s`),
      });
    },
  );
}

async function loaderOf(
  { stagingFolder, ...connections }: Connections,
  options: LoadOptions,
  signal: AbortSignal,
  reach: Loader['reach'],
): Promise<Loader> {
  return {
    ...connections,
    staging: await openStaging(connections.lake, stagingFolder),
    bounds: { ...BOUNDS, snapshots: options.maxSnapshots ?? BOUNDS.snapshots },
    signal,
    reach,
    onProgress: progressLines(),
  };
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
