import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { ENVIRONMENTS } from '@clickstream/config';
import { EXTERNAL_PARTS, externalCommand, setupCommand } from './account-commands';
import {
  faultsCommand,
  loadCommand,
  rebuildCommand,
  sqlCommand,
  statusCommand,
  verifyCommand,
  type Common,
  type LoadOptions,
} from './commands';
import type { Listen } from './telemetry-server';

const EXAMPLES = `
Examples:
  snowflake-loader load --once                      load what the lake has now
  snowflake-loader load --follow --poll-seconds 2   and what comes, until Ctrl-C
  snowflake-loader status --json                    how far it is, and the file to read
  snowflake-loader verify                           is every row of the lake there, and no other?
  snowflake-loader sql                              the statements that load would run now
  snowflake-loader setup --help                     make an empty Snowflake account ready
  snowflake-loader rebuild                          replace all by what the lake holds now
Exit codes: 0 done, 1 failed, 2 wrong usage or environment, 130 stopped by Ctrl-C.`;

/** The command line of the loader. @param stop Fires when the person asks to stop. */
export function loaderCli(stop: AbortSignal): Command {
  const program = new Command('snowflake-loader')
    .description('Loads the curated tables of the lake into the warehouse: every row once, whatever dies.')
    .addHelpText('after', EXAMPLES);
  addLoad(program, stop);
  common(program.command('rebuild'))
    .description('replace all tables by what the lake holds now; heals what a load says it cannot')
    .action((options: Common) => rebuildCommand(options, stop));
  common(program.command('status'))
    .description('how far the warehouse is behind the lake, per table: snapshots, rows, seconds')
    .action(statusCommand);
  common(program.command('verify'))
    .description('compare every row of the warehouse with the lake; exit 1 when they differ')
    .action(verifyCommand);
  common(program.command('sql'))
    .description('print the statements that load would run now; runs none of them')
    .action(sqlCommand);
  addAccount(program);
  program
    .command('faults')
    .description('list the points at which a test can kill a load with LOADER_FAULT=<point>[:<n>]')
    .addOption(asJson())
    .action(faultsCommand);
  return program;
}

function addLoad(program: Command, stop: AbortSignal): void {
  common(program.command('load'))
    .description('load snapshots that are in the lake and not in the warehouse; safe to repeat and to kill')
    .addOption(new Option('--once', 'load what there is and end (default)').conflicts('follow'))
    .addOption(
      new Option(
        '--follow',
        'keep loading; serves /metrics and /health, with --json prints one document per line for each change',
      ),
    )
    .addOption(
      new Option('--max-snapshots <n>', 'at most so many snapshots per transaction').argParser(positive),
    )
    .addOption(
      new Option('--poll-seconds <n>', 'pause between looks at the lake').argParser(positive).default(5),
    )
    .addOption(
      new Option(
        '--listen <host:port>',
        'where --follow serves /metrics and /health; port 0 takes a free one',
      )
        .argParser(address)
        .default(ANY_PORT, '127.0.0.1:0'),
    )
    .action((options: LoadOptions) => loadCommand(options, stop));
}

function addAccount(program: Command): void {
  inSnowflake(program.command('setup'))
    .description(
      'print the SQL that makes an empty Snowflake account ready; runs none of it, and may be run again',
    )
    .addOption(new Option('--public-key <file>', 'public half of the loader’s key, PEM'))
    .addOption(new Option('--second-public-key <file>', 'the same of a second key, for a rotation'))
    .action(setupCommand);
  inSnowflake(program.command('external'))
    .description('print the SQL that serves a pipeline without loading it: Iceberg tables read in the lake')
    .addArgument(
      new Argument('[part]', 'create them, watch their refresh, or recover it')
        .choices(EXTERNAL_PARTS)
        .default('create'),
    )
    .addOption(pipeline())
    .action(externalCommand);
}

function inSnowflake(command: Command): Command {
  return command
    .addOption(environment())
    .addOption(
      new Option('--lake <s3-uri>', 'where the tables of the lake lie, as s3://bucket')
        .argParser(s3Uri)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--aws-role <arn>', 'role in AWS by which Snowflake reads it')
        .argParser(roleArn)
        .makeOptionMandatory(),
    )
    .addOption(asJson());
}

function common(command: Command): Command {
  return command.addOption(pipeline()).addOption(environment()).addOption(asJson());
}

function pipeline(): Option {
  return new Option('--pipeline <name>', 'pipeline to work on').default('clickstream');
}

function environment(): Option {
  return new Option('--env <name>', 'environment: local, dev, staging or prod')
    .choices(ENVIRONMENTS)
    .default('local');
}

function asJson(): Option {
  return new Option('--json', 'print one JSON document for machines');
}

const ANY_PORT: Listen = { host: '127.0.0.1', port: 0 };

function address(text: string): Listen {
  const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new InvalidArgumentError('a host and a port, as 127.0.0.1:9464.');
}

function s3Uri(text: string): string {
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.=-]+)*$/.test(text)) return text;
  throw new InvalidArgumentError('a place in S3, as s3://bucket/prefix, without a slash at the end.');
}

function roleArn(text: string): string {
  if (/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(text)) return text;
  throw new InvalidArgumentError('a role, as arn:aws:iam::123456789012:role/snowflake.');
}

function positive(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a positive whole number.');
}
